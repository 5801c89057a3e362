import { ByteWriter } from '../../../columnar/byte-writer.ts';
import { writeValue } from '../../../columnar/value-codec.ts';
import type { InternalValue } from '../../../types/internal-value.ts';

/** Stands for the own key of a row among the rows of one group: equal keys have equal tokens. */
export type Token = number | string | bigint | boolean;

/** One row of a state variable. */
export class StateRow {
  readonly group: number;
  readonly token: Token;
  /** What tells apart the rows of a group: an index, a key of a map, the time of a timer; null where there is one row. */
  readonly key: InternalValue;
  value: InternalValue = null;
  /** When its time has come, milliseconds; NaN for never. */
  timeMs = Number.NaN;
  /** True once it is in the stored table. */
  isStored = false;
  /** True until it is removed. */
  isLive = true;
  /** True while the batch has changed it. */
  isChanged = false;
  /** True while a {@link DueQueue} has it. */
  isQueued = false;

  constructor(group: number, token: Token, key: InternalValue) {
    this.group = group;
    this.token = token;
    this.key = key;
  }
}

const encoded = new ByteWriter();
const latin1 = new TextDecoder('latin1');

/** The token of a key: itself where JavaScript compares it as we do, else its encoding. Keys of one type only. */
export function tokenOf(key: InternalValue): Token {
  if (typeof key !== 'object') return key;
  encoded.clear();
  writeValue(encoded, key);
  return latin1.decode(encoded.written);
}
