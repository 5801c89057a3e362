import { MICROS_PER_DAY } from '../../types/civil.ts';
import { DATE, type DataType, TIMESTAMP } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { EvalContext, Kernel, ScalarFunction } from '../function.ts';
import { expectCount } from './arguments.ts';

const localMicros = ({ batchTimeMs, timeZone: zone }: EvalContext): number =>
  timeZone(zone).toLocal(batchTimeMs * 1000);

/** The time of the batch: the same for all its rows, and when it runs again. */
export const NOW: readonly ScalarFunction[] = [
  now('currentTimestamp', TIMESTAMP, ({ batchTimeMs }) => batchTimeMs * 1000),
  now('now', TIMESTAMP, ({ batchTimeMs }) => batchTimeMs * 1000),
  now('localtimestamp', { kind: 'timestamp_ntz' }, localMicros),
  now('currentDate', DATE, (context) => Math.floor(localMicros(context) / MICROS_PER_DAY)),
  now('curdate', DATE, (context) => Math.floor(localMicros(context) / MICROS_PER_DAY)),
];

function now(
  name: string,
  dataType: DataType,
  of: (context: EvalContext) => number,
): ScalarFunction {
  const kernel: Kernel = (_, length, context) => {
    const value = of(context);
    return dataType === DATE
      ? { kind: 'int', length, nulls: undefined, values: new Int32Array(length).fill(value) }
      : { kind: 'double', length, nulls: undefined, values: new Float64Array(length).fill(value) };
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 0);
      return { dataType, nullable: false, kernel };
    },
  };
}
