import { concatVectors } from '../../columnar/concat.ts';
import { gather } from '../../columnar/gather.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { CompiledAggregate } from '../compile-aggregate.ts';
import type { Accumulator } from '../function.ts';
import type { Frames, OrderedRows } from './ordered-rows.ts';

/** How many frames have a group of their own at a time. */
const FRAMES = 1024;
/** As many where each has to read all rows of the block up to its end. */
const GROWING_FRAMES = 32;
/** How many rows are added at a time. */
const PAIRS = 8192;

/**
 * An aggregate over the frame of each row, in the order of the rows. Frames that are the same one after
 * the other are computed once. Those that only grow are built on the one before; all others are read
 * anew, as Spark does: a frame of n rows costs n.
 *
 * @param inputs - of the aggregate, by row
 * @param grow - every frame begins where its partition does
 */
export function aggregateFrames(
  aggregate: CompiledAggregate,
  inputs: readonly Vector[],
  rows: OrderedRows,
  frames: Frames,
  grow: boolean,
): Vector {
  const different = differentFrames(rows, frames);
  const reader = new FrameReader(aggregate.create(), inputs);
  const parts: Vector[] = [];
  let at = 0;
  while (at < different.count) {
    const end = grow ? endOfBlock(different, at) : Math.min(at + FRAMES, different.count);
    parts.push(grow ? reader.growing(different, at, end) : reader.each(different, at, end));
    at = end;
  }
  return gather(concatVectors(parts, aggregate.dataType), different.ofRow);
}

interface DifferentFrames {
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 for the first of a partition. */
  readonly isFirst: Uint8Array;
  /** By row which frame it has. */
  readonly ofRow: Int32Array;
}

function differentFrames(rows: OrderedRows, frames: Frames): DifferentFrames {
  const { length, partitionStarts } = rows;
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  const isFirst = new Uint8Array(length);
  const ofRow = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const start = frames.starts[row] as number;
    // A frame that ends before it starts has no rows.
    const end = Math.max(frames.ends[row] as number, start);
    const opens = partitionStarts[row] === row;
    if (opens || starts[count - 1] !== start || ends[count - 1] !== end) {
      starts[count] = start;
      ends[count] = end;
      isFirst[count++] = opens ? 1 : 0;
    }
    ofRow[row] = count - 1;
  }
  return { count, starts, ends, isFirst, ofRow };
}

/** Frames that grow are built on one another within a partition. */
function endOfBlock({ count, isFirst }: DifferentFrames, start: number): number {
  const most = Math.min(start + GROWING_FRAMES, count);
  let end = start + 1;
  while (end < most && isFirst[end] === 0) end++;
  return end;
}

/** Adds rows to the groups of frames, many at a time. */
class FrameReader {
  readonly #accumulator: Accumulator;
  readonly #inputs: readonly Vector[];
  readonly #groups = new Int32Array(PAIRS);
  readonly #rows = new Int32Array(PAIRS);
  #count = 0;
  /** The last group of the block before. */
  #last = 0;

  constructor(accumulator: Accumulator, inputs: readonly Vector[]) {
    this.#accumulator = accumulator;
    this.#inputs = inputs;
    accumulator.ensureCapacity(FRAMES);
  }

  /** Frames `from` up to `to`, each read on its own. */
  each({ starts, ends }: DifferentFrames, from: number, to: number): Vector {
    const groups = this.#fresh(to - from);
    for (let frame = from; frame < to; frame++) {
      const end = ends[frame] as number;
      for (let row = starts[frame] as number; row < end; row++) this.#add(frame - from, row);
    }
    this.#flush();
    return this.#accumulator.finish(groups);
  }

  /** Frames of one partition, which begin with what the one before them holds. */
  growing({ starts, ends, isFirst }: DifferentFrames, from: number, to: number): Vector {
    const isBegun = isFirst[from] === 0;
    const before = isBegun ? this.#accumulator.saveState(Int32Array.of(this.#last)) : [];
    const groups = this.#fresh(to - from);
    if (isBegun) {
      const repeated = before.map((state) => gather(state, new Int32Array(groups.length)));
      this.#accumulator.loadState(groups, repeated);
    }
    const end = ends[to - 1] as number;
    let first = from;
    for (let row = (isBegun ? ends[from - 1] : starts[from]) as number; row < end; row++) {
      while ((ends[first] as number) <= row) first++;
      for (let frame = first; frame < to; frame++) this.#add(frame - from, row);
    }
    this.#flush();
    this.#last = groups.length - 1;
    return this.#accumulator.finish(groups);
  }

  #fresh(count: number): Int32Array {
    const groups = Int32Array.from({ length: count }, (_, group) => group);
    for (const group of groups) this.#accumulator.reset(group);
    return groups;
  }

  #add(group: number, row: number): void {
    if (this.#count === PAIRS) this.#flush();
    this.#groups[this.#count] = group;
    this.#rows[this.#count++] = row;
  }

  #flush(): void {
    if (this.#count === 0) return;
    const rows = this.#rows.subarray(0, this.#count);
    const inputs = this.#inputs.map((input) => gather(input, rows));
    this.#accumulator.update(this.#groups, this.#count, inputs);
    this.#count = 0;
  }
}
