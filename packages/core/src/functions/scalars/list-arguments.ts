import { type ArrayType, type DataType, type MapType, NULL } from '../../types/data-type.ts';
import { isFractional, widerType } from '../coercion.ts';
import type { Argument } from '../function.ts';
import { isOrdered } from '../vectors/compare-rows.ts';
import { argument, typeMismatch } from './arguments.ts';

const NO_ARRAY: ArrayType = { kind: 'array', element: NULL, containsNull: true };
const NO_MAP: MapType = { kind: 'map', key: NULL, value: NULL, valueContainsNull: true };

/** The type of an argument that has to be an array. */
export function arrayArgument(fn: string, args: readonly Argument[], index: number): ArrayType {
  const { dataType } = argument(args, index);
  if (dataType.kind === 'array') return dataType;
  throw typeMismatch(fn, args, `an array as argument ${index + 1}`);
}

/** As {@link arrayArgument} for the functions that take a bare null for an array. */
export function arrayOrNull(fn: string, args: readonly Argument[], index: number): ArrayType {
  const isNull = argument(args, index).dataType.kind === 'null';
  return isNull ? NO_ARRAY : arrayArgument(fn, args, index);
}

/** The type of an argument that has to be a map. */
export function mapArgument(fn: string, args: readonly Argument[], index: number): MapType {
  const { dataType } = argument(args, index);
  if (dataType.kind === 'map') return dataType;
  throw typeMismatch(fn, args, `a map as argument ${index + 1}`);
}

/** As {@link mapArgument} for the functions that take a bare null for a map. */
export function mapOrNull(fn: string, args: readonly Argument[], index: number): MapType {
  const isNull = argument(args, index).dataType.kind === 'null';
  return isNull ? NO_MAP : mapArgument(fn, args, index);
}

/** The array and the element of a function of both, in the type in which they meet: text meets only text. */
export function arrayAndElement(
  fn: string,
  args: readonly Argument[],
  array: ArrayType,
  element: Argument,
  meet: (a: DataType, b: DataType) => DataType | undefined = widerType,
): ArrayType {
  const common = meet(array.element, element.dataType);
  if (common === undefined) throw typeMismatch(fn, args, 'an array and a value of its type');
  return { ...array, element: common };
}

/** As {@link widerType} without the meeting of decimals and doubles (Spark's tightest common type). */
export function tightestType(a: DataType, b: DataType): DataType | undefined {
  const isMixed = a.kind === 'decimal' ? isFractional(b) : b.kind === 'decimal' && isFractional(a);
  return isMixed ? undefined : widerType(a, b);
}

/** The type in which two arrays meet: text meets only text. */
export function twoArrays(fn: string, args: readonly Argument[]): ArrayType {
  const [a, b] = [arrayArgument(fn, args, 0), arrayArgument(fn, args, 1)];
  const element = widerType(a.element, b.element);
  if (element === undefined) throw typeMismatch(fn, args, 'two arrays of one type');
  return { kind: 'array', element, containsNull: a.containsNull || b.containsNull };
}

/** Refuses maps, and what holds one: they have no order, and by Spark's rule no equality. */
export function requireOrdered(fn: string, args: readonly Argument[], type: DataType): void {
  if (!isOrdered(type)) throw typeMismatch(fn, args, 'values that can be compared');
}
