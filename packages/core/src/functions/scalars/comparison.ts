import type { Vector } from '../../columnar/vector.ts';
import { BOOLEAN, type DataType } from '../../types/data-type.ts';
import { comparisonType } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { byDictionary } from '../vectors/by-dictionary.ts';
import { equalRows, isOrdered, lessRows } from '../vectors/compare-rows.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';

/** Writes 0 or 1 for each row; the null rows do not matter. */
type Comparison = (a: Vector, b: Vector, type: DataType, length: number) => Uint8Array;

export const COMPARISONS: readonly ScalarFunction[] = [
  comparison('eq', equalRows),
  comparison('ne', (a, b, type, length) => flip(equalRows(a, b, type, length))),
  comparison('lt', lessRows),
  comparison('gt', (a, b, type, length) => lessRows(b, a, type, length)),
  comparison('lte', (a, b, type, length) => flip(lessRows(b, a, type, length))),
  comparison('gte', (a, b, type, length) => flip(lessRows(a, b, type, length))),
  { name: 'eqNullSafe', resolve: resolveNullSafe },
];

function comparison(name: string, compare: Comparison): ScalarFunction {
  return {
    name,
    resolve(args) {
      const type = operandType(name, args);
      const kernel: Kernel = ([left, right], length) => {
        const [a, b] = [left as Vector, right as Vector];
        const values = compare(a, b, type, length);
        return { kind: 'boolean', length, nulls: mergeNulls([a, b], length), values };
      };
      return {
        dataType: BOOLEAN,
        nullable: anyNullable(args),
        castTo: [type, type],
        kernel: byDictionary(kernel, args),
      };
    },
  };
}

/** `<=>`: null equals null and nothing else; never null itself. */
function resolveNullSafe(args: readonly Argument[]): ResolvedFunction {
  const type = operandType('eqNullSafe', args);
  const kernel: Kernel = ([left, right], length) => {
    const [a, b] = [left as Vector, right as Vector];
    const values = equalRows(a, b, type, length);
    if (a.nulls !== undefined || b.nulls !== undefined) {
      for (let i = 0; i < length; i++) {
        const [isNullA, isNullB] = [a.nulls?.[i] === 1, b.nulls?.[i] === 1];
        if (isNullA || isNullB) values[i] = isNullA && isNullB ? 1 : 0;
      }
    }
    return { kind: 'boolean', length, nulls: undefined, values };
  };
  return { dataType: BOOLEAN, nullable: false, castTo: [type, type], kernel };
}

function operandType(fn: string, args: readonly Argument[]): DataType {
  expectCount(fn, args, 2);
  const type = comparisonType(argument(args, 0).dataType, argument(args, 1).dataType);
  const isUsable = type !== undefined && (fn.startsWith('eq') || fn === 'ne' || isOrdered(type));
  if (!isUsable || type.kind === 'map' || type.kind === 'interval') {
    throw typeMismatch(fn, args, 'two values that can be compared with each other');
  }
  return type;
}

function flip(values: Uint8Array): Uint8Array {
  for (let i = 0; i < values.length; i++) values[i] = 1 - (values[i] as number);
  return values;
}
