import type { Vector } from '../../columnar/vector.ts';
import { MICROS_PER_SECOND } from '../../types/civil.ts';
import { LONG, STRING, TIMESTAMP } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { timeFormat } from '../time/format-time.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { bigints, doubles } from '../vectors/numbers.ts';
import { perText } from '../vectors/per-text.ts';
import { BytesBuilder } from '../vectors/text.ts';
import { argument, expectCount } from './arguments.ts';
import { expectNumber, expectTime, mayBeNull } from './time-arguments.ts';

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

export const WRITE_TIMES: readonly ScalarFunction[] = [
  { name: 'dateFormat', resolve: resolveDateFormat },
  { name: 'fromUnixtime', resolve: resolveFromUnixtime },
];

/** `dateFormat(time, pattern)` on the wall clock of the session. */
function resolveDateFormat(args: readonly Argument[]): ResolvedFunction {
  expectCount('dateFormat', args, 2);
  expectTime('dateFormat', args, 0);
  const kernel = writeByPattern(args, (times) => doubles(times));
  return { dataType: STRING, nullable: mayBeNull(args), castTo: [TIMESTAMP, STRING], kernel };
}

/** `fromUnixtime(seconds, pattern?)`. */
function resolveFromUnixtime(args: readonly Argument[]): ResolvedFunction {
  expectCount('fromUnixtime', args, 1, 2);
  expectNumber('fromUnixtime', args, 0);
  const pattern = { dataType: STRING, nullable: false, constant: { value: DEFAULT_PATTERN } };
  const kernel = writeByPattern([argument(args, 0), args[1] ?? pattern], secondsToMicros);
  const castTo = [LONG, ...(args.length === 2 ? [STRING] : [])];
  return { dataType: STRING, nullable: mayBeNull(args), castTo, kernel };
}

function writeByPattern(
  args: readonly Argument[],
  micros: (times: Vector) => Float64Array,
): Kernel {
  const formatAt = perText(args, 1, timeFormat);
  return (vectors, length, { timeZone: zoneId }) => {
    const [times, patterns = times] = vectors as [Vector, Vector | undefined];
    const nulls = mergeNulls(vectors, length);
    const input = micros(times);
    const format = formatAt(patterns);
    const zone = timeZone(zoneId);
    const out = new BytesBuilder(length);
    for (let row = 0; row < length; row++) {
      if (nulls === undefined || nulls[row] === 0) {
        out.appendText(format(row)(input[row] as number, zone, zoneId));
      }
      out.endRow();
    }
    return out.finish(nulls);
  };
}

/** Seconds that are too many wrap around at 64 bits of microseconds, as in Spark. */
function secondsToMicros(seconds: Vector): Float64Array {
  if (seconds.kind === 'double') {
    const micros = seconds.values.map((value) => value * MICROS_PER_SECOND);
    if (micros.every((value) => Math.abs(value) < 2 ** 63)) return micros;
  }
  const micros = bigints(seconds).map((value) => value * BigInt(MICROS_PER_SECOND));
  return Float64Array.from(micros, Number);
}
