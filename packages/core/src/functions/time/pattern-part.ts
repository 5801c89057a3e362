import { BAD_TIME_PATTERN } from '../../errors/time.ts';

/*
 * The datetime patterns of Spark 3: those of java.time.format.DateTimeFormatterBuilder.appendPattern,
 * less what Spark refuses (DateTimeFormatterHelper):
 *
 *   pattern := (letters | quoted | '[' pattern ']' | any other character but { } #)*
 *   letters := the same letter once or more ; quoted := "'" anything "'", "''" is one quote
 */

/** What a number in a pattern counts. */
export type NumberField =
  | 'year'
  | 'yearOfEra'
  | 'quarter'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'weekOfMonth'
  | 'hour'
  | 'clockHour'
  | 'hourOfHalf'
  | 'clockHourOfHalf'
  | 'minute'
  | 'second';

/** What a name in a pattern stands for. */
export type NameField = 'era' | 'quarter' | 'month' | 'weekday' | 'half';

export type Part =
  | { readonly kind: 'literal'; readonly text: string }
  | NumberPart
  | { readonly kind: 'name'; readonly field: NameField; readonly isFull: boolean }
  /** `+HHmm`, `+HHMM`, `+HH:MM`, `+HHMMss`, `+HH:MM:ss` by how many letters; `zero` stands for none. */
  | { readonly kind: 'offset'; readonly letters: number; readonly zero: string }
  | { readonly kind: 'gmtOffset'; readonly isFull: boolean }
  | { readonly kind: 'zoneId' }
  | { readonly kind: 'zoneName'; readonly isFull: boolean }
  | { readonly kind: 'optional'; readonly parts: readonly Part[] };

export interface NumberPart {
  readonly kind: 'number';
  /** A fraction is of a second; its digits are those behind the point. */
  readonly field: NumberField | 'fraction';
  readonly minWidth: number;
  readonly maxWidth: number;
  /**
   * `plain` may have a minus; `padded` also has a plus when it is wider than `minWidth`; `unsigned`
   * has none.
   */
  readonly sign: 'plain' | 'padded' | 'unsigned';
  /** Two digits of a year from 2000 to 2099. */
  readonly isShortYear: boolean;
  /** Digits that the numbers behind this one, without anything between, need of the same run. */
  readonly reserved: number;
}

const MAX_WIDTH = 19;
const MAX_FRACTION = 9;
const REFUSED = /[ABNnp]/;
const WEEK_BASED = /[YWwuec]/;
const REFUSED_TO_READ = /[EFqQ]/;
const TOO_LONG = /([GMLEQq])\1{4}|y{7}/;
/** A run of a letter, a quoted text, an open quote, or one character. */
const TOKEN = /([A-Za-z])\1*|'(?:[^']|'')*'|[^]/g;

const NUMBERS: Readonly<Record<string, NumberField>> = {
  ...{ M: 'month', L: 'month', Q: 'quarter', q: 'quarter', d: 'day', H: 'hour', k: 'clockHour' },
  ...{ K: 'hourOfHalf', h: 'clockHourOfHalf', m: 'minute', s: 'second', F: 'weekOfMonth' },
};
const NAMES: Readonly<Record<string, NameField>> = {
  ...{ G: 'era', E: 'weekday', M: 'month', L: 'month', Q: 'quarter', q: 'quarter' },
};

/**
 * Reads a pattern.
 *
 * @throws {@link BAD_TIME_PATTERN}
 */
export function patternParts(pattern: string, isForReading: boolean): readonly Part[] {
  const fail = (reason: string): never => {
    throw BAD_TIME_PATTERN.error({ pattern, reason });
  };
  const bare = pattern.split("'").filter((_, i) => i % 2 === 0);
  checkLetters(bare, isForReading, fail);
  const hasEra = bare.some((text) => text.includes('G'));
  const open: Part[][] = [[]];
  /** Where in the innermost section the run of numbers begins that is being read; -1 for none. */
  let runAt = -1;
  const close = (): void => {
    const parts = open.pop() as Part[];
    (open.at(-1) as Part[]).push({ kind: 'optional', parts });
    runAt = -1;
  };
  for (const [token] of pattern.matchAll(TOKEN)) {
    const parts = open.at(-1) as Part[];
    if (token === '[') {
      open.push([]);
      runAt = -1;
    } else if (token === ']') {
      if (open.length === 1) fail("a ']' has no '[' before it");
      close();
    } else {
      const part = partOf(token, hasEra, isForReading, fail);
      if (part.kind === 'number' && isInRuns(part)) runAt = appendNumber(parts, part, runAt);
      else {
        runAt = -1;
        parts.push(part);
      }
    }
  }
  while (open.length > 1) close();
  return open[0] as Part[];
}

/** As `DateTimeFormatterHelper.convertIncompatiblePattern` looks at what is not quoted. */
function checkLetters(
  bare: readonly string[],
  isForReading: boolean,
  fail: (reason: string) => never,
): void {
  for (const text of bare) {
    const week = WEEK_BASED.exec(text)?.[0];
    if (week !== undefined) fail(`weeks cannot be in it, and '${week}' needs them`);
    const refused = REFUSED.exec(text)?.[0];
    if (refused !== undefined) fail(`the letter '${refused}' cannot be in it`);
    const unreadable = isForReading ? REFUSED_TO_READ.exec(text)?.[0] : undefined;
    if (unreadable !== undefined) fail(`the letter '${unreadable}' cannot be read, only written`);
    const tooLong = TOO_LONG.exec(text)?.[0];
    if (tooLong !== undefined) fail(`there are too many letters in '${tooLong}'`);
  }
}

/** A fraction of several widths takes no part in a run of numbers. */
function isInRuns({ field, minWidth, maxWidth }: NumberPart): boolean {
  return field !== 'fraction' || minWidth === maxWidth;
}

/** Adjacent numbers share their digits as `DateTimeFormatterBuilder.appendValue` has it. */
function appendNumber(parts: Part[], part: NumberPart, runAt: number): number {
  if (runAt < 0) return parts.push(part) - 1;
  const first = parts[runAt] as NumberPart;
  if (part.minWidth === part.maxWidth && part.sign === 'unsigned') {
    parts[runAt] = { ...first, reserved: first.reserved + part.maxWidth };
    parts.push(part);
    return runAt;
  }
  return parts.push(part) - 1;
}

function partOf(
  token: string,
  hasEra: boolean,
  isForReading: boolean,
  fail: (reason: string) => never,
): Part {
  const letter = token.charAt(0);
  if (letter === "'") {
    if (token.length === 1) fail('a quote is not closed');
    return {
      kind: 'literal',
      text: token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"),
    };
  }
  if (letter === '{' || letter === '}' || letter === '#') fail(`'${letter}' is reserved`);
  if (!/[A-Za-z]/.test(letter)) return { kind: 'literal', text: token };
  return letterPart(letter, token.length, hasEra, isForReading, fail);
}

function letterPart(
  letter: string,
  count: number,
  hasEra: boolean,
  isForReading: boolean,
  fail: (reason: string) => never,
): Part {
  const atMost = (most: number): void => {
    if (count > most) fail(`there are more than ${most} letters '${letter}'`);
  };
  switch (letter) {
    case 'y':
      return yearPart(hasEra ? 'yearOfEra' : 'year', count);
    case 'G':
    case 'E':
      return { kind: 'name', field: NAMES[letter] as NameField, isFull: count === 4 };
    case 'M':
    case 'L':
    case 'Q':
    case 'q':
      if (count <= 2) return numberPart(NUMBERS[letter] as NumberField, count);
      return { kind: 'name', field: NAMES[letter] as NameField, isFull: count === 4 };
    case 'a':
      atMost(1);
      return { kind: 'name', field: 'half', isFull: false };
    case 'D':
      atMost(3);
      return count === 1
        ? numberPart('dayOfYear', 1)
        : { ...numberPart('dayOfYear', 2), minWidth: count, maxWidth: 3 };
    case 'F':
      atMost(1);
      return numberPart('weekOfMonth', 1);
    case 'S':
      atMost(MAX_FRACTION);
      return {
        ...numberPart('fraction', 2),
        ...{ minWidth: isForReading ? 1 : count, maxWidth: count },
      };
    case 'X':
      atMost(5);
      return { kind: 'offset', letters: count, zero: 'Z' };
    case 'x':
      atMost(5);
      return {
        ...{ kind: 'offset', letters: count },
        zero: count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00',
      };
    case 'Z':
      atMost(5);
      if (count === 4) return { kind: 'gmtOffset', isFull: true };
      return count === 5
        ? { kind: 'offset', letters: 5, zero: 'Z' }
        : { kind: 'offset', letters: 2, zero: '+0000' };
    case 'O':
      if (count !== 1 && count !== 4) fail("the letter 'O' stands once or four times");
      return { kind: 'gmtOffset', isFull: count === 4 };
    case 'V':
      if (count !== 2) fail("the letter 'V' stands twice");
      return { kind: 'zoneId' };
    case 'z':
      atMost(4);
      return { kind: 'zoneName', isFull: count === 4 };
    default: {
      const field = Object.hasOwn(NUMBERS, letter) ? NUMBERS[letter] : undefined;
      if (field === undefined) return fail(`the letter '${letter}' means nothing`);
      atMost(2);
      return numberPart(field, count);
    }
  }
}

function yearPart(field: 'year' | 'yearOfEra', count: number): Part {
  if (count === 2) return { ...numberPart(field, 2), isShortYear: true };
  const sign = count < 4 ? 'plain' : 'padded';
  return { ...numberPart(field, 1), minWidth: count, sign };
}

/** A number of one letter takes as many digits as it has, of two letters exactly two. */
function numberPart(field: NumberPart['field'], count: number): NumberPart {
  const isFixed = count === 2;
  return {
    ...{ kind: 'number', field, minWidth: count, maxWidth: isFixed ? 2 : MAX_WIDTH },
    ...{ sign: isFixed ? 'unsigned' : 'plain', isShortYear: false, reserved: 0 },
  };
}
