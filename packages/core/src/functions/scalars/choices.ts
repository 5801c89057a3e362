import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { castMode } from '../cast/cast-mode.ts';
import { castKernel } from '../cast.ts';
import { commonType, comparisonType, widerTypeWithText } from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { choose } from '../vectors/choose.ts';
import { equalRows } from '../vectors/compare-rows.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';

/** Choices that are not written as conditions. */
export const CHOICES: readonly ScalarFunction[] = [{ name: 'nvl2', resolve: resolveNvl2 }];

/** The second argument where the first is not null, else the third. */
function resolveNvl2(args: readonly Argument[]): ResolvedFunction {
  expectCount('nvl2', args, 3);
  const results = args.slice(1);
  const dataType = meeting('nvl2', args, results);
  return {
    dataType,
    nullable: results.some((arg) => arg.nullable),
    castTo: [undefined, dataType, dataType],
    kernel: ([tested, ...options], length) => choose(options, nullRows(tested as Vector, length)),
    needs: (index, before, length) => {
      if (index === 0) return undefined;
      const isNull = nullRows(before[0] as Vector, length);
      return Uint8Array.from(isNull, (value) => (index === 1 ? 1 - value : value));
    },
  };
}

/** 1 where the row is null. */
function nullRows({ nulls }: Vector, length: number): Int32Array {
  return nulls === undefined ? new Int32Array(length) : Int32Array.from(nulls.subarray(0, length));
}

/**
 * `decode(value, search, result, …, otherwise)`: the result behind the first search that equals the
 * value, null equal to null; without an `otherwise` null where none does.
 */
export function resolveDecode(args: readonly Argument[], settings: ExprSettings): ResolvedFunction {
  const pairs = Math.floor((args.length - 1) / 2);
  const hasOtherwise = args.length % 2 === 0;
  const isResult = (i: number): boolean => i > 0 && (i % 2 === 0 || i === 2 * pairs + 1);
  const results = args.filter((_, i) => isResult(i));
  const dataType = meeting('decode', args, results);
  const comparisons = Array.from({ length: pairs }, (_, p) =>
    comparison(args, 1 + 2 * p, settings),
  );
  return {
    dataType,
    nullable: !hasOtherwise || results.some((arg) => arg.nullable),
    castTo: args.map((_, i) => (isResult(i) ? dataType : undefined)),
    canFail: settings.ansi,
    kernel(vectors, length, context) {
      const choices = new Int32Array(length).fill(hasOtherwise ? pairs : -1);
      for (let p = pairs - 1; p >= 0; p--) {
        const isSame = comparisons[p]?.(
          [vectors[0] as Vector, vectors[1 + 2 * p] as Vector],
          length,
          context,
        );
        if (isSame?.kind !== 'boolean') continue;
        for (let i = 0; i < length; i++) if (isSame.values[i] === 1) choices[i] = p;
      }
      return choose(
        vectors.filter((_, i) => isResult(i)),
        choices,
      );
    },
  };
}

/** Compares the value with the search at a position, null equal to null. */
function comparison(args: readonly Argument[], index: number, settings: ExprSettings): Kernel {
  const types = [argument(args, 0).dataType, argument(args, index).dataType] as const;
  const compared = comparisonType(...types);
  const casts = types.map((type) => compared && castKernel(type, compared, castMode(settings)));
  if (compared === undefined || casts.includes(undefined)) {
    throw typeMismatch('decode', args, 'values that can be compared with the first');
  }
  return (vectors, length, context) => {
    const [a, b] = vectors.map((v, i) => casts[i]?.([v], length, context) ?? v) as [Vector, Vector];
    const values = equalRows(a, b, compared, length);
    for (let i = 0; i < length; i++) {
      const [isNullA, isNullB] = [a.nulls?.[i] === 1, b.nulls?.[i] === 1];
      if (isNullA || isNullB) values[i] = isNullA && isNullB ? 1 : 0;
    }
    return { kind: 'boolean', length, nulls: undefined, values };
  };
}

function meeting(fn: string, args: readonly Argument[], results: readonly Argument[]): DataType {
  const type = commonType(
    results.map((arg) => arg.dataType),
    widerTypeWithText,
  );
  if (type === undefined) throw typeMismatch(fn, args, 'results of one type');
  return type;
}
