import { INVALID_ARGUMENT } from '../../errors/function.ts';
import type { ScalarFunction } from '../function.ts';
import {
  afterMatch,
  groupText,
  type JavaPattern,
  javaPattern,
  matches,
  matchFrom,
  patternCache,
} from '../regexp/java-pattern.ts';
import { replaceAll } from '../regexp/replacement.ts';
import { splitBy } from '../regexp/split.ts';
import {
  BOOLEANS,
  type Column,
  type ColumnWriter,
  INTS,
  TEXT,
  TEXT_LIST,
} from '../vectors/row-values.ts';
import { byRow } from './by-row.ts';

/** Functions of a regular expression, in Java's syntax, their second argument. */
export const REGEXPS: readonly ScalarFunction[] = [
  ofPattern<[], boolean>('rlike', [], BOOLEANS, (text, pattern) => matches(pattern, text)),
  ofPattern<[], number>('regexpCount', [], INTS, (text, pattern) => {
    let count = 0;
    for (const _ of allMatches(pattern, text)) count++;
    return count;
  }),
  ofPattern<[number?], number>(
    'regexpInstr',
    [INTS],
    INTS,
    (text, pattern) => (matchFrom(pattern, text, 0)?.index ?? -1) + 1,
    { least: 2 },
  ),
  // Spark looks for '' and takes what is empty for nothing, so an empty match is null as well.
  ofPattern<[], string>(
    'regexpSubstr',
    [],
    TEXT,
    (text, pattern) => matchFrom(pattern, text, 0)?.[0] || null,
    { givesNull: true },
  ),
  ofPattern<[number?], string>(
    'regexpExtract',
    [INTS],
    TEXT,
    (text, pattern, group = 1) => {
      const match = matchFrom(pattern, text, 0);
      if (match === null) return '';
      checkGroup('regexpExtract', pattern, group);
      return groupText(pattern, match, group) ?? '';
    },
    { least: 2, canFail: true },
  ),
  ofPattern<[number?], readonly string[]>(
    'regexpExtractAll',
    [INTS],
    TEXT_LIST,
    (text, pattern, group = 1) =>
      Array.from(allMatches(pattern, text), (match) => {
        checkGroup('regexpExtractAll', pattern, group);
        return groupText(pattern, match, group) ?? '';
      }),
    { least: 2, canFail: true },
  ),
  ofPattern<[string, number?], string>(
    'regexpReplace',
    [TEXT, INTS],
    TEXT,
    (text, pattern, replacement, position = 1) => {
      if (position < 1) {
        const [fn, expected] = ['regexpReplace', 'at least 1'];
        throw INVALID_ARGUMENT.error({ fn, argument: 4, expected, found: String(position) });
      }
      const start = position - 1;
      if (start > 0 && start >= text.length) return text;
      return replaceAll(pattern, text, replacement, start);
    },
    { least: 3, canFail: true },
  ),
  ofPattern<[number?], readonly string[]>(
    'split',
    [INTS],
    TEXT_LIST,
    (text, pattern, limit = -1) => splitBy(pattern, text, limit),
    { least: 2 },
  ),
];

type Others<A extends readonly unknown[]> = {
  readonly [K in keyof A]: Column<NonNullable<A[K]>>;
};

/** A pattern that is a constant is compiled, and refused, before any row. */
function ofPattern<A extends readonly unknown[], R>(
  name: string,
  others: Others<A>,
  gives: ColumnWriter<R>,
  map: (text: string, pattern: JavaPattern, ...others: A) => R | null,
  traits: {
    readonly least?: number;
    readonly givesNull?: boolean;
    readonly canFail?: boolean;
  } = {},
): ScalarFunction {
  return {
    name,
    resolve(args, settings) {
      const constant = args[1]?.constant?.value;
      if (typeof constant === 'string') javaPattern(constant);
      const compile = patternCache();
      const canFail = traits.canFail === true || typeof constant !== 'string';
      return byRow<[string, string, ...unknown[]], R>(
        name,
        [TEXT, TEXT, ...(others as readonly Column<unknown>[])] as never,
        gives,
        (text, pattern, ...rest) => map(text, compile(pattern), ...(rest as unknown as A)),
        { ...traits, canFail },
      ).resolve(args, settings);
    },
  };
}

function* allMatches(pattern: JavaPattern, text: string): Generator<RegExpExecArray> {
  for (let at = 0; at <= text.length; ) {
    const match = matchFrom(pattern, text, at);
    if (match === null) return;
    yield match;
    at = afterMatch(match);
  }
}

function checkGroup(fn: string, { groupCount }: JavaPattern, group: number): void {
  if (group >= 0 && group <= groupCount) return;
  const expected = `the number of a group, from 0 to ${groupCount}`;
  throw INVALID_ARGUMENT.error({ fn, argument: 3, expected, found: String(group) });
}
