// Law: a limited batch never leaves the backlog, moves on where there is one, gives each partition its
// share rounded by less than one, and repeated it reaches the end.
import { seededRand } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { offsetOf, type PartitionOffsets, totalBetween } from '../src/offsets.ts';
import { limitOffsets } from '../src/rate-limit.ts';

interface Backlog {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly from: PartitionOffsets;
  readonly latest: PartitionOffsets;
}

/** Up to 20 partitions with backlogs from nothing to 100,000. */
function backlog(random: () => number): Backlog {
  const upTo = (max: number): number => Math.floor(random() * (max + 1));
  const partitions = Array.from({ length: 1 + upTo(19) }, (_, partition) => partition);
  const starts = partitions.map(() => upTo(1000));
  const sizes = partitions.map(() => upTo(random() < 0.5 ? 5 : 100_000));
  const offsets = (offset: (partition: number) => number): PartitionOffsets =>
    new Map([['t', new Map(partitions.map((partition) => [partition, offset(partition)]))]]);
  const from = offsets((p) => starts[p] ?? 0);
  const latest = offsets((p) => (starts[p] ?? 0) + (sizes[p] ?? 0));
  return { starts, sizes, from, latest };
}

const seeds = Array.from({ length: 300 }, (_, seed) => seed);

test('a limited batch takes fair shares of the backlog', () => {
  for (const seed of seeds) {
    const rand = seededRand(seed);
    const { starts, sizes, from, latest } = backlog(() => rand.next());
    const limit = 1 + Math.floor(rand.next() * 50_000);
    const total = totalBetween(from, latest);
    const end = limitOffsets(from, latest, limit);
    for (const [partition, size] of sizes.entries()) {
      const taken = (offsetOf(end, 't', partition) ?? Number.NaN) - (starts[partition] ?? 0);
      const share = total <= limit ? size : (limit * size) / total;
      const isFair = Math.abs(taken - share) < 1 && taken >= 0 && taken <= size;
      expect(isFair, `seed ${seed}, partition ${partition}: ${taken} for ${share}`).toBe(true);
    }
    const read = totalBetween(from, end);
    expect(read, `seed ${seed}`).toBeLessThan(limit + sizes.length);
    expect(read > 0, `seed ${seed}`).toBe(total > 0);
  }
});

test('batch after batch reaches the end of every partition', () => {
  for (const seed of seeds) {
    const rand = seededRand(seed);
    const { from, latest } = backlog(() => rand.next());
    const limit = Math.ceil(totalBetween(from, latest) / 7) || 1;
    let at = from;
    for (let batches = 0; totalBetween(at, latest) > 0; batches++) {
      expect(batches, `seed ${seed}`).toBeLessThan(100);
      at = limitOffsets(at, latest, limit);
    }
    expect(at).toEqual(latest);
  }
});
