import type { Vector } from '../../columnar/vector.ts';
import { NOT_A_TIME } from '../../errors/time.ts';
import { MICROS_PER_SECOND } from '../../types/civil.ts';
import { DATE, DOUBLE, INT, LONG, TIMESTAMP } from '../../types/data-type.ts';
import { isFractional, isIntegral, isNumeric } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { doubles, ints, longVector, unscaled } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { checkedMicros, expectNumber, mayBeNull } from './time-arguments.ts';

/** Doubles are cut off at the 64 bits of a long. */
const MAX_MICROS = 2 ** 63;

export const EPOCHS: readonly ScalarFunction[] = [
  epoch('unixMicros', 1),
  epoch('unixMillis', 1000),
  epoch('unixSeconds', MICROS_PER_SECOND),
  fromEpoch('timestampSeconds', MICROS_PER_SECOND),
  fromEpoch('timestampMillis', 1000),
  fromEpoch('timestampMicros', 1),
  {
    name: 'unixDate',
    resolve(args) {
      expectCount('unixDate', args, 1);
      const { dataType, nullable } = argument(args, 0);
      if (dataType.kind !== 'date' && dataType.kind !== 'null') {
        throw typeMismatch('unixDate', args, 'a date');
      }
      return { dataType: INT, nullable, castTo: [DATE], kernel: ([days]) => days as Vector };
    },
  },
  {
    name: 'dateFromUnixDate',
    resolve(args) {
      expectCount('dateFromUnixDate', args, 1);
      expectNumber('dateFromUnixDate', args, 0);
      const kernel: Kernel = ([days], length) => {
        const values = ints(days as Vector);
        return { kind: 'int', length, nulls: (days as Vector).nulls, values };
      };
      return { dataType: DATE, nullable: mayBeNull(args), castTo: [INT], kernel };
    },
  },
];

/** A timestamp as a count of units since 1970-01-01T00:00Z, rounded down. */
function epoch(name: string, unitMicros: number): ScalarFunction {
  const kernel: Kernel = ([times], length) => {
    const micros = doubles(times as Vector);
    const counts = numberRows('double', [times as Vector], length, (row) =>
      Math.floor((micros[row] as number) / unitMicros),
    );
    const values = doubles(counts);
    if (values.every(Number.isSafeInteger)) return counts;
    return longVector(BigInt64Array.from(values, wholeMillis), counts.nulls);
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      const { dataType, nullable } = argument(args, 0);
      if (dataType.kind !== 'timestamp' && dataType.kind !== 'null') {
        throw typeMismatch(name, args, 'a timestamp');
      }
      return { dataType: LONG, nullable, castTo: [TIMESTAMP], kernel };
    },
  };
}

/**
 * After the year 2255 a double has no room for every microsecond: there it is read as the whole
 * millisecond that it is the nearest double of, if it is one.
 */
function wholeMillis(micros: number): bigint {
  if (Number.isSafeInteger(micros)) return BigInt(micros);
  const near = BigInt(Math.round(micros / 1000)) * 1000n;
  return Number(near) === micros ? near : BigInt(micros);
}

/**
 * The timestamp so many units after 1970. Seconds may have a fraction, of which a double loses what
 * is below a microsecond, and a decimal must have none.
 *
 * @throws `TIME.OVERFLOW`, `TIME.NOT_A_TIME`
 */
function fromEpoch(name: string, unitMicros: number): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      const { dataType: from } = argument(args, 0);
      const isSeconds = unitMicros === MICROS_PER_SECOND;
      if (from.kind !== 'null' && !isIntegral(from) && !(isSeconds && isNumeric(from))) {
        throw typeMismatch(name, args, isSeconds ? 'a number' : 'an integer');
      }
      if (from.kind === 'decimal') return ofDecimal(name, args, from.scale);
      const isFraction = isFractional(from);
      const kernel = isFraction ? ofDoubles : ofLongs(name, unitMicros);
      const nullable = anyNullable(args) || isFraction;
      const castTo = [isFraction ? DOUBLE : LONG];
      return { dataType: TIMESTAMP, nullable, castTo, kernel, canFail: !isFraction };
    },
  };
}

const ofDoubles: Kernel = ([seconds], length) => {
  const values = doubles(seconds as Vector);
  return numberRows('double', [seconds as Vector], length, (row) => {
    const micros = Math.trunc((values[row] as number) * MICROS_PER_SECOND);
    if (!Number.isFinite(values[row])) return Number.NaN;
    return Math.min(Math.max(micros, -MAX_MICROS), MAX_MICROS);
  });
};

function ofLongs(name: string, unitMicros: number): Kernel {
  return ([counts], length) => {
    const vector = counts as Vector;
    if (vector.kind !== 'double' && vector.kind !== 'bigint') {
      throw new TypeError(`expected longs, found ${vector.kind}`);
    }
    // A long of microseconds always fits; its last digits may be beyond what a double keeps.
    const check = (micros: number): number =>
      unitMicros === 1 ? micros : checkedMicros(name, micros);
    const { values } = vector;
    return numberRows('double', [vector], length, (row) => check(Number(values[row]) * unitMicros));
  };
}

function ofDecimal(name: string, args: readonly Argument[], scale: number): ResolvedFunction {
  const unit = 10n ** BigInt(Math.max(scale - 6, 0));
  const factor = 10n ** BigInt(Math.max(6 - scale, 0));
  const kernel: Kernel = ([seconds], length) => {
    const values = unscaled(seconds as Vector);
    return numberRows('double', [seconds as Vector], length, (row) => {
      const value = values[row] as bigint;
      if (value % unit !== 0n) {
        throw NOT_A_TIME.error({ fn: name, reason: 'its argument has parts of a microsecond' });
      }
      return checkedMicros(name, Number((value / unit) * factor));
    });
  };
  return { dataType: TIMESTAMP, nullable: anyNullable(args), kernel, canFail: true };
}
