import { DUPLICATED_MAP_KEY } from '../../errors/collection.ts';
import { type MapType, STRING } from '../../types/data-type.ts';
import type { ScalarFunction } from '../function.ts';
import { patternCache } from '../regexp/java-pattern.ts';
import { splitBy } from '../regexp/split.ts';
import { boxed, TEXT } from '../vectors/row-values.ts';
import { typeMismatch } from './arguments.ts';
import { byRow } from './by-row.ts';

type Entries = readonly (readonly [string, string | null])[];

const TYPE: MapType = { kind: 'map', key: STRING, value: STRING, valueContainsNull: true };
const compilePairs = patternCache();
const compileEntries = patternCache();

const STRICT = byRow<[string, string?, string?], Entries>(
  'strToMap',
  [TEXT, TEXT, TEXT],
  boxed<Entries>(TYPE),
  (text, between = ',', inside = ':') => {
    const map = new Map<string, string | null>();
    for (const pair of splitBy(compilePairs(between), text, -1)) {
      const [key = '', value = null] = splitBy(compileEntries(inside), pair, 2);
      if (map.has(key)) throw DUPLICATED_MAP_KEY.error({ fn: 'strToMap', key });
      map.set(key, value);
    }
    return [...map];
  },
  { least: 1, canFail: true },
);

/**
 * `strToMap(text, pairDelimiter = ',', keyValueDelimiter = ':')`, both regular expressions: a key without
 * a value has null. Only text is text here: nothing is cast to it.
 */
export const STR_TO_MAP: readonly ScalarFunction[] = [
  {
    name: 'strToMap',
    resolve(args, settings) {
      const areTexts = args.every(({ dataType: { kind } }) => kind === 'string' || kind === 'null');
      if (!areTexts) throw typeMismatch('strToMap', args, 'a text and two delimiters');
      return STRICT.resolve(args, settings);
    },
  },
];
