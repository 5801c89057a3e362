import { type AnyRow, compareRows, comparisonText, differenceText } from '../compare-rows.ts';
import { valueKey } from '../value-key.ts';
import type { Visibility } from './pipeline.ts';

/** What a reader saw, as a bag. */
export interface View {
  readonly rows: readonly unknown[];
  /** The rows as texts, sorted. */
  readonly keys: readonly string[];
}

export function viewOf(rows: readonly unknown[]): View {
  return { rows, keys: rows.map(valueKey).sort() };
}

export function isSameView(a: View, b: View): boolean {
  return a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i]);
}

/** Whether a bag has every row of another, as often. */
function hasAll({ keys }: View, { keys: wanted }: View): boolean {
  let at = 0;
  for (const key of wanted) {
    while (at < keys.length && (keys[at] as string) < key) at++;
    if (keys[at] !== key) return false;
    at++;
  }
  return true;
}

/** Two views side by side, for messages. */
export function differenceOf(expected: View, actual: View): string {
  const comparison = compareRows(expected.rows.map(rowOf), actual.rows.map(rowOf));
  if (comparison === undefined) return 'they are the same';
  return `${differenceText(comparison)}\n${comparisonText(comparison)}`;
}

/** A row as tables show it: lines of JSON by their fields. */
function rowOf(value: unknown): AnyRow {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return JSON.parse(value) as AnyRow;
    } catch {
      return { output: value };
    }
  }
  const isRow =
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Uint8Array || value instanceof Date || Array.isArray(value));
  return isRow ? (value as AnyRow) : { output: value };
}

/** What may be seen after a life that was cut short. */
export interface Allowed {
  /** What somebody relied on. */
  readonly least: View;
  /** The outputs of whole numbers of batches that it may be. */
  readonly batches: readonly View[];
}

/** Says what is wrong with what a reader sees right after a crash; undefined where nothing is. */
export function judgeSeen(
  seen: View,
  { least, batches }: Allowed,
  visibility: Visibility,
): string | undefined {
  if (visibility === 'nothing') return undefined;
  if (visibility === 'batches') {
    if (batches.some((batch) => isSameView(batch, seen))) return undefined;
    return `a reader sees what is not the output of a whole number of batches: ${differenceOf(least, seen)}`;
  }
  if (!hasAll(seen, least)) {
    return `a batch that was reported as done is not there: ${differenceOf(least, seen)}`;
  }
  const most = batches.at(-1) ?? least;
  if (hasAll(most, seen)) return undefined;
  return `a reader sees rows that nobody committed, or sees some twice: ${differenceOf(most, seen)}`;
}
