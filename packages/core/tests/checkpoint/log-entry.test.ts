import { describe, expect, it } from 'vitest';
import { decodeLogEntry, encodeLogEntry } from '../../src/checkpoint/log-entry.ts';
import { CHECKPOINT_CORRUPT, CHECKPOINT_VERSION } from '../../src/errors/checkpoint.ts';

const VALUE = { batchId: 7, note: 'schön', offsets: { '0': 120 }, nothing: null };
const ENTRY = encodeLogEntry(VALUE);
const PATH = '/checkpoint/offsets/7';

/** What decoding gives: the value, or the name of the error. */
function outcome(bytes: Uint8Array): unknown {
  try {
    return decodeLogEntry(bytes, PATH);
  } catch (error) {
    if (CHECKPOINT_CORRUPT.is(error) || CHECKPOINT_VERSION.is(error)) return error.condition;
    throw error;
  }
}

describe('an entry', () => {
  it('is readable: a header of version, checksum and length, then the JSON', () => {
    expect(new TextDecoder().decode(encodeLogEntry({ id: 'q' }))).toBe(
      'v1 86824533 10\n{"id":"q"}\n',
    );
  });

  it('gives back what was put in', () => {
    expect(decodeLogEntry(ENTRY, PATH)).toEqual(VALUE);
  });

  it('is refused with any byte changed', () => {
    for (let at = 0; at < ENTRY.length; at++) {
      for (const change of [1, 0x20, 0x80, 0xff]) {
        const damaged = ENTRY.slice();
        damaged[at] = (damaged[at] as number) ^ change;
        expect(outcome(damaged), `byte ${at} xor ${change}`).toMatch(/^CHECKPOINT\./);
      }
    }
  });

  it('is refused when cut anywhere, or with a byte more', () => {
    for (let length = 0; length < ENTRY.length; length++) {
      expect(outcome(ENTRY.subarray(0, length)), `${length} bytes`).toBe('CHECKPOINT.CORRUPT');
    }
    expect(outcome(Uint8Array.of(...ENTRY, 0x0a))).toBe('CHECKPOINT.CORRUPT');
  });

  it('is refused when the disk gives zeros in place of it', () => {
    expect(outcome(new Uint8Array(ENTRY.length))).toBe('CHECKPOINT.CORRUPT');
  });

  it('of a newer release asks for that release', () => {
    const newer = new TextEncoder().encode('v2 86824533 10\n{"id":"q"}\n');
    expect(() => decodeLogEntry(newer, PATH)).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [CHECKPOINT.VERSION] The checkpoint file '/checkpoint/offsets/7' has version v2; this release reads v1.
        hint: Start the query with the release that wrote the checkpoint, or a newer one.]
    `);
  });

  it('that is damaged is named, with what to do', () => {
    expect(() => decodeLogEntry(ENTRY.subarray(0, -3), PATH)).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [CHECKPOINT.CORRUPT] The checkpoint file '/checkpoint/offsets/7' cannot be used: it is cut short or too long. Going on could give wrong results.
        hint: Run \`tidemark checkpoint verify DIR\` to see all that is damaged, then \`repair\` or \`rewind\` to mend it. Else restore the checkpoint from a backup, or start with a new checkpointLocation, which reads everything again.]
    `);
  });
});
