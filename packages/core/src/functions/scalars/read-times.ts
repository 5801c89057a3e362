import type { Vector } from '../../columnar/vector.ts';
import { NOT_A_TIME, READ_DIFFERENTLY_BEFORE } from '../../errors/time.ts';
import { MICROS_PER_SECOND } from '../../types/civil.ts';
import { DATE, type DataType, LONG, STRING, TIMESTAMP } from '../../types/data-type.ts';
import { type TimeZone, timeZone } from '../../types/time-zone.ts';
import type { CastMode } from '../cast/cast-mode.ts';
import { castSpecialTime } from '../cast/special-times.ts';
import { castKernel } from '../cast.ts';
import { isNumeric, isTimestamp } from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { readsBefore } from '../time/read-before.ts';
import { timeReader } from '../time/read-time.ts';
import { byDictionary } from '../vectors/by-dictionary.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { perText } from '../vectors/per-text.ts';
import { textReader } from '../vectors/text.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';
import { expectTime } from './time-arguments.ts';

const NTZ: DataType = { kind: 'timestamp_ntz' };
const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

export const READ_TIMES: readonly ScalarFunction[] = [
  toTimestamp('toTimestamp', TIMESTAMP, false),
  toTimestamp('toTimestampLtz', TIMESTAMP, false),
  toTimestamp('toTimestampNtz', NTZ, false),
  toTimestamp('tryToTimestamp', TIMESTAMP, true),
  { name: 'toDate', resolve: resolveToDate },
  toUnixTimestamp('unixTimestamp'),
  toUnixTimestamp('toUnixTimestamp'),
];

/**
 * The kernel that reads text by a pattern, of (text, pattern). Text that does not match is null, in
 * ANSI mode an error; but where Spark 2 read a time from it, it is always an error, as in Spark 3.
 *
 * @throws `TIME.READ_DIFFERENTLY_BEFORE`, `TIME.NOT_A_TIME`
 */
function readByPattern(
  fn: string,
  args: readonly Argument[],
  type: DataType,
  fails: boolean,
): Kernel {
  const readerAt = perText(args, 1, patternReader);
  const isLocal = type.kind === 'timestamp_ntz';
  const kernel: Kernel = ([texts, patterns], length, context) => {
    const text = textReader(texts as Vector);
    const reader = readerAt(patterns as Vector);
    const zone = isLocal ? undefined : timeZone(context.timeZone);
    return numberRows('double', [texts as Vector, patterns as Vector], length, (row) => {
      const micros = reader(row)(text(row), zone);
      if (micros !== undefined) return micros;
      if (!fails) return Number.NaN;
      throw NOT_A_TIME.error({ fn, reason: `'${text(row)}' does not match the pattern` });
    });
  };
  return byDictionary(kernel, args);
}

function patternReader(
  pattern: string,
): (text: string, zone: TimeZone | undefined) => number | undefined {
  const read = timeReader(pattern);
  const before = readsBefore(pattern);
  return (text, zone) => {
    const micros = read(text, zone);
    if (micros === undefined && before(text))
      throw READ_DIFFERENTLY_BEFORE.error({ text, pattern });
    return micros;
  };
}

/** `toTimestamp(text, pattern?)`: without a pattern, or of what is no text, a cast. */
function toTimestamp(name: string, type: DataType, isTry: boolean): ScalarFunction {
  return {
    name,
    resolve(args, { ansi }) {
      expectCount(name, args, 1, 2);
      const { dataType: from } = argument(args, 0);
      const isText = isRead(from) || (type === NTZ && isNumeric(from));
      if (!isText && args.length === 2) expectTime(name, args, 0);
      const mode = isTry ? 'try' : ansi ? 'ansi' : 'legacy';
      if (!isText || args.length === 1) return castFirst(name, args, type, isText, mode);
      const kernel = readByPattern(name, args, type, mode === 'ansi');
      return { dataType: type, nullable: true, castTo: [STRING, STRING], kernel, canFail: true };
    },
  };
}

function resolveToDate(args: readonly Argument[], { ansi }: ExprSettings): ResolvedFunction {
  expectCount('toDate', args, 1, 2);
  const { dataType: from } = argument(args, 0);
  const isText = isRead(from) || isNumeric(from);
  const mode = ansi ? 'ansi' : 'legacy';
  if (!isText || args.length === 1) return castFirst('toDate', args, DATE, isText, mode);
  const read = readByPattern('toDate', args, TIMESTAMP, ansi);
  const toDay = castKernel(TIMESTAMP, DATE, mode) as Kernel;
  return {
    ...{ dataType: DATE, nullable: true, castTo: [STRING, STRING], canFail: true },
    kernel: (vectors, length, context) => toDay([read(vectors, length, context)], length, context),
  };
}

/** What Spark takes as text here: also a boolean, which is never the text of a time. */
function isRead({ kind }: DataType): boolean {
  return kind === 'string' || kind === 'boolean';
}

/** The first argument cast; null where a pattern is. */
function castFirst(
  fn: string,
  args: readonly Argument[],
  type: DataType,
  isText: boolean,
  mode: CastMode,
): ResolvedFunction {
  const { dataType, constant, nullable } = argument(args, 0);
  const from = isText ? STRING : dataType;
  const special = castSpecialTime(constant?.value, type);
  const cast = special ?? castKernel(from, type, mode);
  if (cast === undefined) throw typeMismatch(fn, args, 'a time or a text');
  const kernel: Kernel = ([time, pattern], length, context) => {
    const times = cast([time as Vector], length, context);
    return pattern === undefined
      ? times
      : { ...times, nulls: mergeNulls([times, pattern], length) };
  };
  return {
    ...{ dataType: type, nullable: nullable || isText || !isTimestamp(from), kernel },
    ...{ castTo: [from, ...(args.length === 2 ? [STRING] : [])], canFail: mode === 'ansi' },
  };
}

/** Whole seconds since 1970, of a time or of text by a pattern; without arguments, of now. */
function toUnixTimestamp(name: string): ScalarFunction {
  return {
    name,
    resolve(args, { ansi }) {
      expectCount(name, args, name === 'unixTimestamp' ? 0 : 1, 2);
      if (args.length === 0) return { dataType: LONG, nullable: false, kernel: now };
      expectTime(name, args, 0);
      const { dataType: from } = argument(args, 0);
      const text = { dataType: STRING, nullable: false, constant: { value: DEFAULT_PATTERN } };
      const both = [argument(args, 0), args[1] ?? text];
      const isText = from.kind === 'string';
      const read = isText ? readByPattern(name, both, TIMESTAMP, ansi) : undefined;
      const kernel: Kernel = (vectors, length, context) => {
        const [time] = vectors as [Vector];
        const micros = read?.([time, vectors[1] ?? time], length, context) ?? time;
        if (micros.kind !== 'double') throw new TypeError(`expected times, found ${micros.kind}`);
        return numberRows(
          'double',
          [micros, ...vectors.slice(1)],
          length,
          (row) =>
            // Towards 1970, unlike unixSeconds, and never -0.
            Math.trunc((micros.values[row] as number) / MICROS_PER_SECOND) + 0,
        );
      };
      const castTo = [isText ? STRING : TIMESTAMP, ...(args.length === 2 ? [STRING] : [])];
      const nullable = isText || args.some((arg) => arg.nullable);
      return { dataType: LONG, nullable, castTo, kernel, canFail: isText };
    },
  };
}

const now: Kernel = (_, length, { batchTimeMs }) =>
  numberRows('double', [], length, () => Math.floor(batchTimeMs / 1000));
