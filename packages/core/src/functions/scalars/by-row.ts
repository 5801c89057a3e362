import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { castCanFail } from '../cast.ts';
import type { Argument, EvalContext, ExprSettings, Kernel, ScalarFunction } from '../function.ts';
import { byDictionary } from '../vectors/by-dictionary.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import type { Column, ColumnWriter } from '../vectors/row-values.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { canBecome } from './implicit-cast.ts';

type Columns<A extends readonly unknown[]> = { readonly [K in keyof A]: Column<NonNullable<A[K]>> };

/** What a function of single values is besides the types of its arguments and of its result. */
export interface RowFunctionTraits {
  /** How many arguments a call must have; the others are undefined. Absent: all. */
  readonly least?: number;
  /** The function may give null for arguments that are not. */
  readonly givesNull?: boolean;
  /** The function may throw, either always or only under ANSI rules. */
  readonly canFail?: boolean | 'ansi';
}

/**
 * A function of single values: null where an argument is null (unless its column sees nulls), cast to
 * the types it takes, computed once for each entry of a dictionary.
 *
 * @typeParam A - the values of the arguments, `undefined` among them for one that may be left out
 */
export function byRow<A extends readonly unknown[], R>(
  name: string,
  takes: Columns<A>,
  gives: ColumnWriter<R>,
  map: (...args: [...A, context: EvalContext]) => R | null,
  traits: RowFunctionTraits = {},
): ScalarFunction {
  const columns = takes as readonly Column<unknown>[];
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, traits.least ?? columns.length, columns.length);
      if (!args.every((arg, i) => fits(arg.dataType, columns[i] as Column<unknown>))) {
        throw typeMismatch(name, args, listOf(columns));
      }
      const isConstant = args.map((arg) => arg.constant !== undefined);
      const kernel = rowKernel(columns, isConstant, gives, map as AnyMap<R>);
      const canFail = traits.canFail === 'ansi' ? settings.ansi : (traits.canFail ?? false);
      const strict = args.filter((_, i) => columns[i]?.seesNull !== true);
      return {
        dataType: gives.dataType,
        nullable:
          traits.givesNull === true ||
          anyNullable(strict) ||
          args.some((arg, i) => mayBecomeNull(arg, columns[i] as Column<unknown>, settings)),
        castTo: columns.map((column) => column.dataType),
        // An entry of a dictionary that no row has must not make a query fail, and null has to give null.
        kernel: canFail || strict.length < args.length ? kernel : byDictionary(kernel, args),
        canFail,
      };
    },
  };
}

/** The first function whose bytes, at the given positions, are what a call has; else the one of texts. */
export function ofBytesOrText(
  bytes: ScalarFunction,
  text: ScalarFunction,
  positions: readonly number[] = [0],
): ScalarFunction {
  const isBinary = (type: DataType | undefined): boolean => type?.kind === 'binary';
  return {
    name: text.name,
    resolve: (args, settings) =>
      args.length > 0 &&
      positions.every((i) => i >= args.length || isBinary(argument(args, i).dataType))
        ? bytes.resolve(args, settings)
        : text.resolve(args, settings),
  };
}

function fits(type: DataType, { dataType, isStrict }: Column<unknown>): boolean {
  if (isStrict === true) return type.kind === 'null' || type.kind === dataType.kind;
  return canBecome(type, dataType);
}

/** Text that is no number becomes null, unless ANSI rules make it an error. */
function mayBecomeNull(
  { dataType }: Argument,
  column: Column<unknown>,
  { ansi }: ExprSettings,
): boolean {
  return !ansi && column.seesNull !== true && castCanFail(dataType, column.dataType, 'legacy');
}

type AnyMap<R> = (...args: readonly unknown[]) => R | null;
type Read = (row: number) => unknown;

function rowKernel<R>(
  columns: readonly Column<unknown>[],
  isConstant: readonly boolean[],
  gives: ColumnWriter<R>,
  map: AnyMap<R>,
): Kernel {
  return (vectors, length, context) => {
    const out = gives.writer(length);
    const mask = new NullMask(
      mergeNulls(
        vectors.filter((_, i) => columns[i]?.seesNull !== true),
        length,
      ),
      length,
    );
    const [a, b, c, d, e] = columns.map((column, i) =>
      readerOf(column, vectors[i], isConstant[i] === true, length),
    );
    const count = columns.length;
    for (let i = 0; i < length; i++) {
      let value: R | null = null;
      if (!mask.isNull(i)) {
        value =
          count === 1
            ? map(a?.(i), context)
            : count === 2
              ? map(a?.(i), b?.(i), context)
              : count === 3
                ? map(a?.(i), b?.(i), c?.(i), context)
                : count === 4
                  ? map(a?.(i), b?.(i), c?.(i), d?.(i), context)
                  : map(a?.(i), b?.(i), c?.(i), d?.(i), e?.(i), context);
        if (value === null) mask.setNull(i);
      }
      out.append(value);
    }
    return out.finish(mask.finish());
  };
}

const absent: Read = () => undefined;

/** A constant is read once, not for every row. */
function readerOf(
  column: Column<unknown>,
  vector: Vector | undefined,
  isConstant: boolean,
  length: number,
): Read {
  if (vector === undefined) return absent;
  const read = column.reader(vector);
  if (!isConstant || length === 0) return read;
  const value = vector.nulls?.[0] === 1 && column.seesNull !== true ? undefined : read(0);
  return () => value;
}

function listOf(columns: readonly Column<unknown>[]): string {
  return columns.map((column) => column.dataType.kind).join(', ');
}
