import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { type DataType, INT, type IntegerType, LONG } from '../../types/data-type.ts';
import { isIntegral, widerType } from '../coercion.ts';
import type { ScalarFunction } from '../function.ts';
import { BOOLEANS, type Column, type ColumnWriter, INTS, LONGS } from '../vectors/row-values.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';
import { byRow } from './by-row.ts';

const BYTE: IntegerType = { kind: 'byte' };
const LONG_BITS = 64;

/** Functions of the bits of integers, in two's complement. */
export const BIT_FUNCTIONS: readonly ScalarFunction[] = [
  shift(
    'shiftLeft',
    (x, by) => x << by,
    (x, by) => x << by,
  ),
  shift(
    'shiftRight',
    (x, by) => x >> by,
    (x, by) => x >> by,
  ),
  shift(
    'shiftRightUnsigned',
    (x, by) => x >>> by,
    (x, by) => BigInt.asUintN(64, x) >> by,
  ),
  bitCount(),
  getBit(),
  bitwise(
    'bitwiseAnd',
    (x, y) => x & y,
    (x, y) => x & y,
  ),
  bitwise(
    'bitwiseOr',
    (x, y) => x | y,
    (x, y) => x | y,
  ),
  bitwise(
    'bitwiseXor',
    (x, y) => x ^ y,
    (x, y) => x ^ y,
  ),
  bitwiseNot(),
];

/** Integers of the type that `LONGS` has not. */
function integers(type: DataType): Column<number> & ColumnWriter<number> {
  return type.kind === 'int' ? INTS : { ...INTS, dataType: type };
}

function settled(value: bigint): number | bigint {
  const signed = BigInt.asIntN(LONG_BITS, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

/** Only the low 5 bits of the distance count for an int, the low 6 for a long, as in Java. */
function shift(
  name: string,
  ofInt: (x: number, by: number) => number,
  ofLong: (x: bigint, by: bigint) => bigint,
): ScalarFunction {
  const ints = byRow<[number, number], number>(
    name,
    [INTS, INTS],
    INTS,
    (x, by) => ofInt(x, by) | 0,
  );
  const longs = byRow<[number | bigint, number], number | bigint>(
    name,
    [LONGS, INTS],
    LONGS,
    (x, by) => settled(ofLong(BigInt(x), BigInt(by & (LONG_BITS - 1)))),
  );
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 2);
      const isLong = argument(args, 0).dataType.kind === 'long';
      return (isLong ? longs : ints).resolve(args, settings);
    },
  };
}

function bitCount(): ScalarFunction {
  const name = 'bitCount';
  const longs = byRow<[number | bigint], number>(name, [LONGS], INTS, (value) => {
    let count = 0;
    for (let rest = BigInt.asUintN(LONG_BITS, BigInt(value)); rest > 0n; rest &= rest - 1n) count++;
    return count;
  });
  const flags = byRow<[boolean], number>(name, [BOOLEANS], INTS, (value) => (value ? 1 : 0));
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 1);
      const { dataType } = argument(args, 0);
      if (dataType.kind === 'boolean') return flags.resolve(args, settings);
      if (isIntegral(dataType) || dataType.kind === 'null') return longs.resolve(args, settings);
      throw typeMismatch(name, args, 'an integer or a boolean');
    },
  };
}

function getBit(): ScalarFunction {
  const name = 'getBit';
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 2);
      const { dataType } = argument(args, 0);
      if (!isIntegral(dataType) && dataType.kind !== 'null') {
        throw typeMismatch(name, args, 'an integer and the position of a bit');
      }
      const size = { byte: 8, short: 16, int: 32, long: 64 }[dataType.kind as 'byte'] ?? LONG_BITS;
      return byRow<[number | bigint, number], number>(
        name,
        [LONGS, INTS],
        integers(BYTE),
        (value, position) => {
          if (position < 0 || position >= size) {
            const expected = `a position from 0 to ${size - 1}`;
            throw INVALID_ARGUMENT.error({
              fn: name,
              argument: 2,
              expected,
              found: String(position),
            });
          }
          return Number((BigInt(value) >> BigInt(position)) & 1n);
        },
        { canFail: true },
      ).resolve(args, settings);
    },
  };
}

/** Of the type in which two integers meet; text is none. */
function bitwise(
  name: string,
  ofInts: (x: number, y: number) => number,
  ofLongs: (x: bigint, y: bigint) => bigint,
): ScalarFunction {
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 2);
      const [left, right] = [argument(args, 0).dataType, argument(args, 1).dataType];
      const meet = widerType(left, right);
      const type = meet?.kind === 'null' ? INT : meet;
      if (type === undefined || !isIntegral(type)) throw typeMismatch(name, args, 'two integers');
      if (type.kind === 'long') {
        return byRow<[number | bigint, number | bigint], number | bigint>(
          name,
          [LONGS, LONGS],
          LONGS,
          (x, y) => settled(ofLongs(BigInt(x), BigInt(y))),
        ).resolve(args, settings);
      }
      const column = integers(type);
      return byRow<[number, number], number>(name, [column, column], column, ofInts).resolve(
        args,
        settings,
      );
    },
  };
}

function bitwiseNot(): ScalarFunction {
  const name = 'bitwiseNot';
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 1);
      const { dataType } = argument(args, 0);
      const type = dataType.kind === 'null' ? INT : dataType;
      if (!isIntegral(type)) throw typeMismatch(name, args, 'an integer');
      if (type.kind === LONG.kind) {
        const invert = (x: number | bigint): number | bigint => settled(~BigInt(x));
        return byRow<[number | bigint], number | bigint>(name, [LONGS], LONGS, invert).resolve(
          args,
          settings,
        );
      }
      const column = integers(type);
      return byRow<[number], number>(name, [column], column, (x) => ~x).resolve(args, settings);
    },
  };
}
