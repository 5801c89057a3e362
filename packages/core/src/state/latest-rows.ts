import { gather } from '../columnar/gather.ts';
import type { Clock } from '../ports/clock.ts';
import type { Field } from '../types/data-type.ts';
import { KeyTable } from './key-table.ts';
import type { StateBlock } from './state-file.ts';

/** Reads the blocks of one file. */
export type ReadBlocks = () => Promise<Iterable<StateBlock>>;

/**
 * The rows that count of a chain of files: for each key the newest row about it, be it an upsert or a
 * removal. Where a file has both for one key the upsert stands before the removal, and so it does in
 * what comes out.
 *
 * @param newestFirst - one for each file, read when it is needed
 * @param clock - lets other work run after each block, also where nothing of it counts
 * @param expectedKeys - how many keys there are in files that are not the oldest, as far as is known
 */
export async function* latestRows(
  newestFirst: readonly ReadBlocks[],
  keyFields: readonly Field[],
  clock: Pick<Clock, 'yield'> | undefined,
  expectedKeys: number = 0,
): AsyncGenerator<StateBlock> {
  const seen = new KeyTable(keyFields);
  if (newestFirst.length > 1) seen.reserve(expectedKeys);
  for (const [i, read] of newestFirst.entries()) {
    // Nothing is older than the oldest file, so nobody asks for its keys: the table stays small.
    const isOldest = i === newestFirst.length - 1;
    for (const block of await read()) {
      const kept = isOldest ? withoutKeys(block, seen) : addingKeys(block, seen);
      if (kept.length > 0) yield kept;
      await clock?.yield();
    }
  }
}

/**
 * The upserts of a chain of files for a reader that keeps the first row it gets about a key: newest
 * first, without those that a newer file removed.
 */
export async function* upsertsNewestFirst(
  newestFirst: readonly ReadBlocks[],
  keyFields: readonly Field[],
  clock: Pick<Clock, 'yield'> | undefined,
): AsyncGenerator<StateBlock> {
  const removed = new KeyTable(keyFields);
  for (const read of newestFirst) {
    for (const block of await read()) {
      // Where a file has both for one key the upsert stands first, so it is never the one left out.
      if (block.isRemoval) addingKeys(block, removed);
      else {
        const kept = withoutKeys(block, removed);
        if (kept.length > 0) yield kept;
      }
      await clock?.yield();
    }
  }
}

/** The rows whose keys were not in the table; now they are. */
function addingKeys(block: StateBlock, seen: KeyTable): StateBlock {
  const isNew = new Uint8Array(block.length);
  const groups = new Int32Array(block.length);
  seen.findOrInsert(block.columns, block.length, groups, isNew);
  return select(block, isNew);
}

/** The rows whose keys are not in the table. */
function withoutKeys(block: StateBlock, seen: KeyTable): StateBlock {
  if (seen.size === 0) return block;
  const groups = new Int32Array(block.length);
  seen.find(block.columns, block.length, groups);
  return select(
    block,
    Uint8Array.from(groups, (group) => (group < 0 ? 1 : 0)),
  );
}

function select(block: StateBlock, isKept: Uint8Array): StateBlock {
  const { isRemoval, columns, length } = block;
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (isKept[row] === 1) rows[count++] = row;
  if (count === length) return block;
  const kept = rows.subarray(0, count);
  return { isRemoval, length: count, columns: columns.map((column) => gather(column, kept)) };
}
