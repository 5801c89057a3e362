import { type AnyRow, compareRows, comparisonText, differenceText } from '../compare-rows.ts';
import { valueKey } from '../value-key.ts';
import { requireLaw } from './suite.ts';

/** Fails a law where two lists do not have the same rows, in any order. */
export function expectRows(
  actual: readonly AnyRow[],
  expected: readonly AnyRow[],
  when: string,
): void {
  const difference = compareRows(expected, actual);
  if (difference === undefined) return;
  requireLaw(false, `${when}: ${differenceText(difference)}\n\n${comparisonText(difference)}`);
}

/** Fails a law where two values differ. */
export function expectSame(actual: unknown, expected: unknown, when: string): void {
  const isSame = valueKey(actual) === valueKey(expected);
  requireLaw(
    isSame,
    `${when}: expected ${JSON.stringify(expected)}, and it is ${JSON.stringify(actual)}`,
  );
}
