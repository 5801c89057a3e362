import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur2, partitionForKey } from '../src/index.ts';

describe('murmur2', () => {
  // From UtilsTest.testMurmur2 of the Java client.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes "%s" as the Java client does', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('puts every key on a partition that exists', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 1000 }), (key, n) => {
        const partition = partitionForKey(key, n);
        expect(Number.isInteger(partition) && partition >= 0 && partition < n).toBe(true);
      }),
    );
  });

  it('clears the sign of a negative hash instead of taking its absolute value', () => {
    expect(partitionForKey(Buffer.from('foobar'), 2 ** 31)).toBe(-790332482 & 0x7fffffff);
  });
});
