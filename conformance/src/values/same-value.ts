import { isObject, type Json, listOf, textOf } from '../scenario.ts';
import { microsOf } from './timestamp-text.ts';

/** How far doubles and floats may lie apart, relative to the larger one. */
const TOLERANCE: ReadonlyMap<string, number> = new Map([
  ['double', 1e-9],
  ['float', 1e-6],
]);
/** Near zero no relative distance is small. */
const ABSOLUTE_TOLERANCE = 1e-12;

/**
 * Whether an answer is the expected value of a type.
 *
 * @param isSet - an array whose order means nothing, as `collect_set` makes them
 */
export function isSameValue(expected: Json, found: Json, type: Json, isSet = false): boolean {
  if (expected === null || found === null) return expected === found;
  if (typeof type === 'string') return isSameScalar(expected, found, type);
  if (!isObject(type)) return false;
  if (type['array'] !== undefined) {
    const element = type['array'];
    const isSame = (a: Json, b: Json): boolean => isSameValue(a, b, element);
    return isSet
      ? isSameBag(listOf(expected), listOf(found), isSame)
      : isSameList(listOf(expected), listOf(found), isSame);
  }
  if (type['map'] !== undefined) {
    const types = listOf(type['map']);
    return isSameBag(listOf(expected), listOf(found), (a, b) => isSameStruct(a, b, types));
  }
  return isSameStruct(expected, found, fieldTypes(type));
}

function isSameScalar(expected: Json, found: Json, type: string): boolean {
  const tolerance = TOLERANCE.get(type);
  if (tolerance !== undefined) return isNear(Number(expected), Number(found), tolerance);
  if (type === 'timestamp') return microsOf(textOf(expected)) === microsOf(textOf(found));
  if (type === 'int' || type === 'long') return textOf(expected) === textOf(found);
  return expected === found;
}

function isNear(a: number, b: number, tolerance: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const largest = Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= Math.max(ABSOLUTE_TOLERANCE, tolerance * largest);
}

function fieldTypes(type: Json): readonly Json[] {
  return isObject(type) ? listOf(type['struct']).map((field) => listOf(field)[1] ?? null) : [];
}

/** Whether two lists of values are the same, each by the type at its place. */
function isSameStruct(expected: Json, found: Json, types: readonly Json[]): boolean {
  const [a, b] = [listOf(expected), listOf(found)];
  return (
    a.length === b.length &&
    types.length === a.length &&
    types.every((type, i) => isSameValue(a[i] ?? null, b[i] ?? null, type))
  );
}

type IsSame = (expected: Json, found: Json) => boolean;

function isSameList(expected: readonly Json[], found: readonly Json[], isSame: IsSame): boolean {
  return (
    expected.length === found.length &&
    expected.every((value, i) => isSame(value, found[i] ?? null))
  );
}

function isSameBag(expected: readonly Json[], found: readonly Json[], isSame: IsSame): boolean {
  return (
    expected.length === found.length && unmatched(expected, found, isSame).missing.length === 0
  );
}

/** What is left when every expected value has taken one that is the same. */
export function unmatched(
  expected: readonly Json[],
  found: readonly Json[],
  isSame: IsSame,
): { readonly missing: readonly Json[]; readonly unexpected: readonly Json[] } {
  const unexpected = [...found];
  const missing = expected.filter((value) => {
    const at = unexpected.findIndex((other) => isSame(value, other));
    if (at >= 0) unexpected.splice(at, 1);
    return at < 0;
  });
  return { missing, unexpected };
}

/** What Spark's DDL calls types of other names here. */
const DDL_NAMES: ReadonlyMap<Json, string> = new Map([
  ['smallint', 'short'],
  ['tinyint', 'byte'],
]);

/** Whether two types hold the same values. Names of fields do not count, and a bare null has every type. */
export function isSameType(expected: Json, found: Json): boolean {
  if (found === 'null') return true;
  if (!isObject(expected) || !isObject(found)) {
    return (DDL_NAMES.get(expected) ?? expected) === (DDL_NAMES.get(found) ?? found);
  }
  const parts = (type: Json): readonly Json[] =>
    isObject(type) && type['struct'] !== undefined
      ? fieldTypes(type)
      : Object.values(type as object).flat();
  const kind = (type: Json): string | undefined => Object.keys(type as object)[0];
  return kind(expected) === kind(found) && isSameList(parts(expected), parts(found), isSameType);
}
