import type { BytesVector, Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import type { Kernel } from '../function.ts';
import { bigints, ints } from '../vectors/numbers.ts';
import type { CastMode } from './cast-mode.ts';

const SIZES: Readonly<Record<string, number>> = { byte: 1, short: 2, int: 4, long: 8 };

/** Casts integers to their bytes, big end first; ANSI knows no such cast. */
export function castIntegersToBytes(
  from: DataType,
  to: DataType,
  mode: CastMode,
): Kernel | undefined {
  const size = SIZES[from.kind];
  if (size === undefined || to.kind !== 'binary' || mode !== 'legacy') return undefined;
  return ([input], length): BytesVector => {
    const vector = input as Vector;
    const bytes = new Uint8Array(length * size);
    const view = new DataView(bytes.buffer);
    if (size === 8) {
      const values = bigints(vector);
      for (let i = 0; i < length; i++) view.setBigInt64(i * 8, values[i] as bigint);
    } else {
      const values = ints(vector);
      for (let i = 0; i < length; i++) {
        const value = values[i] as number;
        if (size === 4) view.setInt32(i * 4, value);
        else if (size === 2) view.setInt16(i * 2, value);
        else view.setInt8(i, value);
      }
    }
    const starts = Int32Array.from({ length }, (_, i) => i * size);
    const lengths = new Int32Array(length).fill(size);
    return { kind: 'bytes', length, nulls: vector.nulls, bytes, starts, lengths };
  };
}
