import { readValue } from '../../columnar/read-value.ts';
import { type DataType, INT, LONG, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { ScalarFunction } from '../function.ts';
import { crc32 } from '../hashes/crc32.ts';
import { hashValue, type ValueHash } from '../hashes/hash-values.ts';
import { md5 } from '../hashes/md5.ts';
import { MURMUR3 } from '../hashes/murmur3.ts';
import { sha1 } from '../hashes/sha1.ts';
import { sha2 } from '../hashes/sha2.ts';
import { XXHASH64 } from '../hashes/xxhash64.ts';
import { BYTES, boxed, type ColumnWriter, INTS, LONGS, TEXT } from '../vectors/row-values.ts';
import { expectCount, typeMismatch } from './arguments.ts';
import { byRow } from './by-row.ts';

/** Digests of bytes, and hashes of values of any type. */
export const HASHES: readonly ScalarFunction[] = [
  byRow<[Uint8Array], string>('md5', [BYTES], TEXT, md5),
  byRow<[Uint8Array], string>('sha1', [BYTES], TEXT, sha1),
  byRow<[Uint8Array, number], string>('sha2', [BYTES, INTS], TEXT, sha2, { givesNull: true }),
  byRow<[Uint8Array], number>('crc32', [BYTES], LONGS, crc32),
  ofValues('hash', MURMUR3, INTS, INT, (hash) => hash),
  ofValues('xxhash64', XXHASH64, boxed<number | bigint>(LONG), LONG, (hash) => {
    const signed = BigInt.asIntN(64, hash);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }),
];

/** The hash of all arguments, one after the other; never null. */
function ofValues<H, R extends InternalValue>(
  name: string,
  hash: ValueHash<H>,
  gives: ColumnWriter<R>,
  dataType: DataType,
  finish: (hash: H) => R,
): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1, Infinity);
      const types = args.map((arg) => arg.dataType);
      if (types.some(hasMap)) {
        throw typeMismatch(
          name,
          args,
          `values without a map in them (${types.map(showType).join()})`,
        );
      }
      return {
        dataType,
        nullable: false,
        kernel(vectors, length) {
          const out = gives.writer(length);
          for (let row = 0; row < length; row++) {
            let value = hash.seed;
            for (const [i, vector] of vectors.entries()) {
              const type = types[i] as DataType;
              value = hashValue(hash, readValue(vector, row, type), type, value);
            }
            out.append(finish(value));
          }
          return out.finish(undefined);
        },
      };
    },
  };
}

/** Maps have no order, so that equal ones would have different hashes. */
function hasMap(type: DataType): boolean {
  if (type.kind === 'array') return hasMap(type.element);
  if (type.kind === 'struct') return type.fields.some((field) => hasMap(field.dataType));
  return type.kind === 'map';
}
