import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import { recordBatch } from '../../src/columnar/record-batch.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { literalOf, shiftOf } from '../../src/expr/literal.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import type { EvalContext } from '../../src/functions/function.ts';
import { type DataType, type Field, showType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import { CONTEXT } from './expressions.ts';

/*
 * Answers of a real Spark 3.5.5, kept beside the tests in `recorded/`: one case a line, each an expression
 * with the type and the value that Spark gave it, or `"error"` with the name of Spark's error. Expressions
 * and values are written as in the conformance corpus; besides, `["lambda", [names], body]` and
 * `["var", name]` are lambdas, and `["at", of, key]` is `of[key]`.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface RecordedCase {
  readonly expr: readonly Json[];
  readonly type?: Json;
  readonly expect?: Json;
  readonly error?: string;
}

export interface RecordedOptions {
  /** Names of ours for names of Spark that are not ours in camel case. */
  readonly names?: Readonly<Record<string, string>>;
  /** Doubles may differ behind this many digits: libraries of mathematics do not agree on the last. */
  readonly digits?: number;
  /** The session that was asked; one in UTC, without ANSI mode, unless given. */
  readonly context?: EvalContext;
}

/**
 * Declares a test for each case of a file, and runs it twice: on constants, which are computed ahead, and
 * on columns of several rows, as a query has them.
 */
export function testRecorded(family: string, options: RecordedOptions = {}): void {
  const file = new URL(`recorded/${family}.json`, import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly RecordedCase[];
  test.for(cases.map((one) => [show(one.expr), one] as const))('%s', ([, one]) => {
    if (one.error === undefined) {
      const type = typeOf(one.type as Json);
      const value = near(valueOf(one.expect as Json, type), options.digits);
      const answer = evaluate(one.expr, options, false);
      expect(answer.values).toEqual([value]);
      expect(showType(answer.type)).toBe(showType(type));
      const rows = evaluate(one.expr, options, true);
      expect(rows.values).toEqual([value, value, value]);
    } else {
      expect(() => evaluate(one.expr, options, false)).toThrow();
    }
  });
}

/** The value, or what stands for all doubles close to it. */
function near(value: InternalValue, digits: number | undefined): InternalValue {
  if (digits === undefined || typeof value !== 'number' || !Number.isFinite(value) || value === 0) {
    return value;
  }
  return expect.closeTo(value, digits - Math.ceil(Math.log10(Math.abs(value)))) as number;
}

function evaluate(
  json: Json,
  options: RecordedOptions,
  asColumns: boolean,
): { readonly values: readonly InternalValue[]; readonly type: DataType } {
  const fields: Field[] = [];
  const values: InternalValue[] = [];
  const column = (value: InternalValue, dataType: DataType): ExprNode => {
    const name = `c${fields.length}`;
    fields.push({ name, dataType, nullable: true });
    values.push(value);
    return { kind: 'column', name };
  };
  const node = exprOf(json, options, asColumns ? column : undefined);
  const length = asColumns ? 3 : 1;
  const vectors = fields.map(({ dataType }, i) =>
    vectorOf(new Array<InternalValue>(length).fill(values[i] as InternalValue), dataType),
  );
  const batch = recordBatch({ fields }, vectors, length);
  const context = options.context ?? CONTEXT;
  const compiled = compileExpression(node, batch.schema, context);
  const vector = compiled.evaluate(batch, context);
  return {
    values: Array.from({ length }, (_, i) => readValue(vector, i, compiled.dataType)),
    type: compiled.dataType,
  };
}

type MakeColumn = (value: InternalValue, dataType: DataType) => ExprNode;

const OPERATORS: Readonly<Record<string, string>> = {
  ...{ '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod', '=': 'eq', '!=': 'ne' },
  ...{
    '<': 'lt',
    '<=': 'lte',
    '>': 'gt',
    '>=': 'gte',
    '<=>': 'eqNullSafe',
    case: 'when',
    if: 'when',
    at: 'getItem',
  },
};

function exprOf(json: Json, options: RecordedOptions, column: MakeColumn | undefined): ExprNode {
  if (!Array.isArray(json)) return literalOf(json);
  const [head, ...args] = json as [string, ...Json[]];
  const part = (arg: Json): ExprNode => exprOf(arg, options, column);
  const named = (): ExprNode[] =>
    (args as [string, Json][]).flatMap(([name, value]) => [literalOf(name), part(value)]);
  switch (head) {
    case 'lit': {
      const [value, type] = args as [Json, Json?];
      if (type === undefined) return literalOf(value);
      const dataType = typeOf(type);
      const internal = valueOf(value, dataType);
      return column !== undefined && dataType.kind !== 'null'
        ? column(internal, dataType)
        : { kind: 'literal', value: internal, dataType };
    }
    case 'interval':
      return shiftOf(args[0] as string);
    case 'cast':
      return {
        kind: 'cast',
        arg: part(args[0] as Json),
        to: typeOf(args[1] as Json),
        isTry: false,
      };
    case 'field':
      return { kind: 'field', arg: part(args[0] as Json), name: args[1] as string };
    case 'struct':
      return { kind: 'call', fn: 'struct', args: named() };
    case 'from_json':
    case 'from_csv': {
      const [text, type, given] = args as [Json, Json, Json?];
      // A schema in SQL's words comes as `["lit", text]`.
      const schema: ExprNode = Array.isArray(type)
        ? exprOf(type as Json, options, undefined)
        : { kind: 'literal', value: null, dataType: typeOf(type) };
      return callOf(head, [part(text), schema, ...optionsOf(given)]);
    }
    case 'to_json':
    case 'to_csv':
      return callOf(head, [part(args[0] as Json), ...optionsOf(args[1])]);
    case 'schema_of_json':
    case 'schema_of_csv': {
      const example = exprOf(args[0] as Json, options, undefined);
      return callOf(head, [example, ...optionsOf(args[1])]);
    }
    case 'arrays_zip':
      return { kind: 'call', fn: 'arraysZip', args: named() };
    case 'lambda': {
      const [variables, body] = args as [string[], Json];
      return { kind: 'lambda', variables, body: part(body) };
    }
    case 'var':
      return { kind: 'lambdaVariable', name: args[0] as string };
    default:
      return callOf(OPERATORS[head] ?? options.names?.[head] ?? head, args.map(part));
  }
}

function callOf(name: string, args: readonly ExprNode[]): ExprNode {
  const fn = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { kind: 'call', fn, args };
}

/** Options of a call, as it takes them: a constant map of texts. */
function optionsOf(json: Json | undefined): readonly ExprNode[] {
  if (json === undefined) return [];
  const dataType = typeOf({ map: ['string', 'string'] });
  return [{ kind: 'literal', value: Object.entries(json as object), dataType }];
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ void: 'null', tinyint: 'byte', smallint: 'short', bigint: 'long' },
};

function typeOf(json: Json): DataType {
  if (typeof json === 'string') {
    const known = TYPES[json];
    if (known !== undefined) return { kind: known } as DataType;
    const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(json);
    if (decimal === null) return { kind: json } as DataType;
    return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  }
  const parts = json as { array?: Json; map?: [Json, Json]; struct?: [string, Json][] };
  if (parts.array !== undefined) {
    return { kind: 'array', element: typeOf(parts.array), containsNull: true };
  }
  if (parts.map !== undefined) {
    const [key, value] = parts.map.map(typeOf) as [DataType, DataType];
    return { kind: 'map', key, value, valueContainsNull: true };
  }
  const fields = (parts.struct ?? []).map(([name, type]) => {
    return { name, dataType: typeOf(type), nullable: true };
  });
  return { kind: 'struct', fields };
}

function valueOf(json: Json, type: DataType): InternalValue {
  if (json === null) return null;
  switch (type.kind) {
    case 'array':
      return (json as Json[]).map((item) => valueOf(item, type.element));
    case 'map':
      return (json as [Json, Json][]).map(([key, value]) => [
        valueOf(key, type.key),
        valueOf(value, type.value),
      ]);
    case 'struct':
      return type.fields.map((field, i) => valueOf((json as Json[])[i] ?? null, field.dataType));
    case 'float':
      return Math.fround(Number(json));
    case 'double':
      return Number(json);
    case 'long':
      return typeof json === 'string' ? safe(BigInt(json)) : (json as number);
    case 'decimal': {
      const [whole = '0', fraction = ''] = `${json as string | number}`.split('.');
      return BigInt(whole + fraction.padEnd(type.scale, '0'));
    }
    case 'date':
      return Date.parse(`${json as string}T00:00:00Z`) / 86_400_000;
    case 'timestamp': {
      const [seconds = '', fraction = ''] = (json as string).replace('Z', '').split('.');
      return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
    }
    case 'binary':
      return new Uint8Array(Buffer.from(json as string, 'base64'));
    default:
      return json as InternalValue;
  }
}

function safe(value: bigint): InternalValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function show(json: Json): string {
  if (!Array.isArray(json)) return JSON.stringify(json);
  const [head, ...args] = json as [string, ...Json[]];
  if (head === 'lit') return JSON.stringify(args[0]);
  return `${head}(${args.map(show).join(', ')})`;
}
