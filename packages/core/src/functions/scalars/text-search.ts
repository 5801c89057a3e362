import { INVALID_ARGUMENT } from '../../errors/function.ts';
import type { ScalarFunction } from '../function.ts';
import { passesLuhn } from '../text/luhn.ts';
import { beforeDelimiter, editDistance, placeInSet, positionOf } from '../text/search.ts';
import { BOOLEANS, type Column, INTS, orNull, TEXT } from '../vectors/row-values.ts';
import { byRow } from './by-row.ts';

/** Where a text holds another one. */
export const TEXT_SEARCHES: readonly ScalarFunction[] = [
  byRow<[string, string], number>('instr', [TEXT, TEXT], INTS, (text, part) =>
    positionOf(part, text),
  ),
  locator('locate'),
  locator('position'),
  byRow<[string], boolean>('luhnCheck', [TEXT], BOOLEANS, passesLuhn),
  byRow<[string, string], number>('findInSet', [TEXT, TEXT], INTS, placeInSet),
  byRow<[string, string, number?], number>(
    'levenshtein',
    [TEXT, TEXT, INTS],
    INTS,
    (left, right, threshold) => {
      const distance = editDistance(left, right);
      return threshold !== undefined && distance > threshold ? -1 : distance;
    },
    { least: 2 },
  ),
  byRow<[string, string, number], string>(
    'substringIndex',
    [TEXT, TEXT, INTS],
    TEXT,
    beforeDelimiter,
  ),
  byRow<[string, string, number], string>(
    'splitPart',
    [TEXT, TEXT, INTS],
    TEXT,
    (text, delimiter, place) => {
      if (place === 0) {
        throw INVALID_ARGUMENT.error({
          fn: 'splitPart',
          argument: 3,
          expected: 'not 0',
          found: '0',
        });
      }
      const parts = delimiter === '' ? [text] : text.split(delimiter);
      return parts.at(place > 0 ? place - 1 : place) ?? '';
    },
    { canFail: true },
  ),
];

/** A start that is null counts as 0, so that nothing is found: as in Hive. */
function locator(name: string): ScalarFunction {
  const start: Column<number | null> = orNull(INTS);
  return byRow<[string, string, (number | null)?], number>(
    name,
    [TEXT, TEXT, start as Column<number>],
    INTS,
    (part, text, from) => positionOf(part, text, from === undefined ? 1 : (from ?? 0)),
    { least: 2 },
  );
}
