import type { Vector } from '../../columnar/vector.ts';
import { type DataType, STRING, TIMESTAMP } from '../../types/data-type.ts';
import { type TimeZone, timeZone } from '../../types/time-zone.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { doubles } from '../vectors/numbers.ts';
import { perText } from '../vectors/per-text.ts';
import { BytesBuilder } from '../vectors/text.ts';
import { expectCount } from './arguments.ts';
import { expectTime, mayBeNull } from './time-arguments.ts';

const NTZ: DataType = { kind: 'timestamp_ntz' };

export const ZONES: readonly ScalarFunction[] = [
  shift('fromUtcTimestamp', (micros, zone) => zone.toLocal(micros)),
  shift('toUtcTimestamp', (micros, zone) => zone.toInstant(micros)),
  { name: 'convertTimezone', resolve: resolveConvertTimezone },
  {
    name: 'currentTimezone',
    resolve(args) {
      expectCount('currentTimezone', args, 0);
      const kernel: Kernel = (_, length, context) => {
        const out = new BytesBuilder(length);
        for (let row = 0; row < length; row++) {
          out.appendText(context.timeZone);
          out.endRow();
        }
        return out.finish(undefined);
      };
      return { dataType: STRING, nullable: false, kernel };
    },
  },
];

/** A timestamp moved by the offset of a zone, as if it were what a wall clock shows. */
function shift(name: string, of: (micros: number, zone: TimeZone) => number): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 2);
      expectTime(name, args, 0);
      const zoneAt = perText(args, 1, timeZone);
      const kernel: Kernel = ([times, zones], length) => {
        const micros = doubles(times as Vector);
        const zone = zoneAt(zones as Vector);
        return numberRows('double', [times as Vector, zones as Vector], length, (row) =>
          of(micros[row] as number, zone(row)),
        );
      };
      const castTo = [TIMESTAMP, STRING];
      return { dataType: TIMESTAMP, nullable: mayBeNull(args), castTo, kernel, canFail: true };
    },
  };
}

/** `convertTimezone(from?, to, clock)`: what a wall clock in another zone shows at that moment. */
function resolveConvertTimezone(args: readonly Argument[]): ResolvedFunction {
  expectCount('convertTimezone', args, 2, 3);
  const isFromSession = args.length === 2;
  expectTime('convertTimezone', args, args.length - 1);
  const fromAt = isFromSession ? undefined : perText(args, 0, timeZone);
  const toAt = perText(args, args.length - 2, timeZone);
  const kernel: Kernel = (vectors, length, context) => {
    const session = timeZone(context.timeZone);
    const from = fromAt?.(vectors[0] as Vector);
    const to = toAt(vectors.at(-2) as Vector);
    const local = doubles(vectors.at(-1) as Vector);
    return numberRows('double', vectors, length, (row) => {
      const instant = (from?.(row) ?? session).toInstant(local[row] as number);
      return to(row).toLocal(instant);
    });
  };
  const castTo = isFromSession ? [STRING, NTZ] : [STRING, STRING, NTZ];
  return { dataType: NTZ, nullable: mayBeNull(args), castTo, kernel, canFail: true };
}
