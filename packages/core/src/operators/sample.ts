import { type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import type { Emit, Operator } from './operator.ts';
import { XorShiftRandom } from './xor-shift-random.ts';

/** Each row with the same chance, by random numbers that the seed decides (Spark: BernoulliCellSampler). */
export class SampleOperator implements Operator {
  readonly #fraction: number;
  readonly #seed: bigint;
  readonly #emit: Emit;
  #random!: XorShiftRandom;

  constructor(fraction: number, seed: bigint, emit: Emit) {
    this.#fraction = fraction;
    this.#seed = seed;
    this.#emit = emit;
  }

  begin(): void {
    this.#random = new XorShiftRandom(this.#seed);
  }

  push(batch: RecordBatch): void {
    const { selection } = batch;
    const count = rowCount(batch);
    const kept = new Int32Array(count);
    let numKept = 0;
    for (let i = 0; i < count; i++) {
      if (this.#random.next() >= this.#fraction) continue;
      kept[numKept++] = selection === undefined ? i : (selection[i] as number);
    }
    if (numKept > 0) this.#emit({ ...batch, selection: kept.subarray(0, numKept) });
  }
}
