import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { isNumeric } from '../coercion.ts';
import type { Argument } from '../function.ts';
import { argument, constantOf, typeMismatch } from '../scalars/arguments.ts';

/** The share of values below a percentile that a query asks for, or several of them; none gives null. */
export interface Percentages {
  readonly values: readonly number[];
  /** The query asked for a list, and gets one. */
  readonly isList: boolean;
}

const EXPECTED = 'numbers from 0 to 1 that are constants';

/**
 * The constant at a position that says which percentiles a function is to give.
 *
 * @throws {@link WRONG_ARGUMENTS}
 */
export function percentagesOf(fn: string, args: readonly Argument[], index: number): Percentages {
  const { dataType } = argument(args, index);
  const isList = dataType.kind === 'array';
  const element = isList ? dataType.element : dataType;
  if (!isNumeric(element) && element.kind !== 'string' && element.kind !== 'null') {
    throw typeMismatch(fn, args, 'values and the percentages as numbers');
  }
  const constant = constantOf(fn, args, index, EXPECTED);
  const scaled = isList ? (constant as readonly InternalValue[]) : [constant];
  const values = scaled.map((value) => toNumber(value, element));
  const wrong = values.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) {
    throw WRONG_ARGUMENTS.error({ fn, expected: EXPECTED, found: String(wrong) });
  }
  return { values, isList };
}

/** The type of the result for each percentage, or for a list of them. */
export function percentileType(element: DataType, { isList }: Percentages): DataType {
  return isList ? { kind: 'array', element, containsNull: false } : element;
}

function toNumber(value: InternalValue, type: DataType): number {
  const number = value === null ? Number.NaN : Number(value);
  return type.kind === 'decimal' ? number / 10 ** type.scale : number;
}
