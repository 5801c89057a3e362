import type { ExprNode } from '../expr/node.ts';
import { referencesOf } from '../expr/references.ts';
import type { DataType } from '../types/data-type.ts';

/** A time of a row is above `watermarks` times the watermark plus an offset, or at it where that is included. */
export interface TimeBound {
  readonly watermarks: number;
  readonly offsetMicros: number;
  readonly isIncluded: boolean;
}

export interface BoundedSides {
  /** Columns of the side whose bound is sought. */
  readonly own: ReadonlySet<string>;
  /** Columns of the side that has the watermark. */
  readonly other: ReadonlySet<string>;
  /** Those of the other side that the watermark bounds. */
  readonly marks: { has(column: string): boolean };
}

/** A sum: how often it has each column, and the rest in microseconds. */
interface Sum {
  readonly columns: Map<string, number>;
  micros: number;
}

const MICROS_PER_SECOND = 1_000_000;

/**
 * The bound that one comparison sets on a time from below (Spark: StreamingJoinHelper). Both sides are
 * sums of columns, intervals, times and numbers, which are seconds; casts change nothing. Undefined
 * for anything else, and for what only sets a bound from above.
 */
export function lowerBoundOf(part: ExprNode, sides: BoundedSides): TimeBound | undefined {
  if (part.kind !== 'call') return undefined;
  const [a, b] = part.args;
  if (a === undefined || b === undefined) return undefined;
  switch (part.fn) {
    case 'lt':
      return boundOf(a, b, false, sides);
    case 'lte':
      return boundOf(a, b, true, sides);
    case 'gt':
      return boundOf(b, a, false, sides);
    case 'gte':
      return boundOf(b, a, true, sides);
    default:
      return undefined;
  }
}

/** Solves `lower < upper` for the one column of the own side. */
function boundOf(
  lower: ExprNode,
  upper: ExprNode,
  isIncluded: boolean,
  { own, other, marks }: BoundedSides,
): TimeBound | undefined {
  const names = [...new Set([...referencesOf(lower), ...referencesOf(upper)])];
  const ownNames = names.filter((name) => own.has(name));
  const otherNames = names.filter((name) => other.has(name));
  const [ownName] = ownNames;
  if (ownName === undefined || ownNames.length > 1 || otherNames.length > 1) return undefined;
  const sum: Sum = { columns: new Map(), micros: 0 };
  if (!collect(upper, 1, sum) || !collect(lower, -1, sum)) return undefined;
  if (sum.columns.get(ownName) !== 1) return undefined;
  const [otherName] = otherNames;
  if (otherName !== undefined && !marks.has(otherName)) return undefined;
  const watermarks = otherName === undefined ? 0 : (sum.columns.get(otherName) ?? 0);
  // Less than nothing would be minus zero.
  return { watermarks: 0 - watermarks, offsetMicros: 0 - sum.micros, isIncluded };
}

/** Adds an expression to a sum; false for what is no sum. */
function collect(expr: ExprNode, sign: 1 | -1, sum: Sum): boolean {
  switch (expr.kind) {
    case 'column':
      sum.columns.set(expr.name, (sum.columns.get(expr.name) ?? 0) + sign);
      return true;
    case 'literal': {
      const micros = microsOf(expr.value, expr.dataType);
      if (micros === undefined) return false;
      sum.micros += sign * micros;
      return true;
    }
    case 'cast':
      return isNumberOrTime(expr.to) && collect(expr.arg, sign, sum);
    case 'call':
      return collectCall(expr.fn, expr.args, sign, sum);
    default:
      return false;
  }
}

function collectCall(fn: string, args: readonly ExprNode[], sign: 1 | -1, sum: Sum): boolean {
  const minus = sign === 1 ? -1 : 1;
  switch (fn) {
    case 'add':
    case 'plusInterval':
      return args.every((arg) => collect(arg, sign, sum));
    case 'sub':
    case 'minusInterval':
      return args.every((arg, i) => collect(arg, i === 0 ? sign : minus, sum));
    case 'neg':
      return args.every((arg) => collect(arg, minus, sum));
    default:
      return false;
  }
}

function microsOf(value: unknown, { kind }: DataType): number | undefined {
  if (typeof value !== 'number') return undefined;
  switch (kind) {
    case 'interval':
    case 'timestamp':
    case 'timestamp_ntz':
      return value;
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return value * MICROS_PER_SECOND;
    default:
      return undefined;
  }
}

function isNumberOrTime({ kind }: DataType): boolean {
  switch (kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
    case 'decimal':
    case 'timestamp':
      return true;
    default:
      return false;
  }
}
