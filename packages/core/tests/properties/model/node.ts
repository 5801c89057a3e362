import { MICROS_PER_MS, type Row } from './chain.ts';

// The rules of Spark's streams (semantics 3.3 to 3.6, 4.3, 5, 6), a row at a time, as slowly and clearly
// as can be. A node gives the rows of a batch; what it remembers is in itself.

export type Mode = 'append' | 'update' | 'complete';

/** What a batch is: the rows of each stream, and the watermarks of the query before and in it. */
export interface Batch {
  readonly rows: readonly (readonly Row[])[];
  readonly lateMs: number;
  readonly evictMs: number;
}

export interface Node {
  run(batch: Batch): readonly Row[];
  /** The watermark of its rows when that of the query is this; undefined where none reaches it. */
  watermarkMs(globalMs: number): number | undefined;
  /** The delay of the watermark that marks its rows. */
  readonly delayMs: number;
  /** Whether a batch without data has something to do, now that the watermark of the query is this. */
  wantsBatch(globalMs: number): boolean;
  /** The latest time of each watermark below it, less its delay; undefined where it has seen no row in this run. */
  readonly seenMs: readonly (number | undefined)[];
  /** A new run: what single watermarks have seen is forgotten. */
  restart(): void;
}

export abstract class Step1 implements Node {
  protected readonly input: Node;

  constructor(input: Node) {
    this.input = input;
  }

  abstract run(batch: Batch): readonly Row[];

  watermarkMs(globalMs: number): number | undefined {
    return this.input.watermarkMs(globalMs);
  }

  /** What the watermark of its input is, in microseconds, never below 1970. */
  protected inputMicros(globalMs: number): number {
    return Math.max(0, this.input.watermarkMs(globalMs) ?? 0) * MICROS_PER_MS;
  }

  get delayMs(): number {
    return this.input.delayMs;
  }

  wantsBatch(globalMs: number): boolean {
    return this.input.wantsBatch(globalMs);
  }

  get seenMs(): readonly (number | undefined)[] {
    return this.input.seenMs;
  }

  restart(): void {
    this.input.restart();
  }
}

/** A node with two inputs. */
export abstract class Step2 implements Node {
  protected readonly inputs: readonly Node[];

  constructor(inputs: readonly Node[]) {
    this.inputs = inputs;
  }

  abstract run(batch: Batch): readonly Row[];

  watermarkMs(globalMs: number): number | undefined {
    const known = this.inputs
      .map((input) => input.watermarkMs(globalMs))
      .filter((ms) => ms !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  get delayMs(): number {
    return this.inputs[0]?.delayMs ?? 0;
  }

  wantsBatch(globalMs: number): boolean {
    return this.inputs.some((input) => input.wantsBatch(globalMs));
  }

  get seenMs(): readonly (number | undefined)[] {
    return this.inputs.flatMap(({ seenMs }) => seenMs);
  }

  restart(): void {
    for (const input of this.inputs) input.restart();
  }
}

/** A step that has evicted up to some watermark, and wants a batch when it can evict more. */
export abstract class Stateful extends Step1 {
  #evictedMicros = 0;

  protected abstract step(
    rows: readonly Row[],
    lateMicros: number,
    evictMicros: number,
  ): readonly Row[];

  run(batch: Batch): readonly Row[] {
    const evictMicros = this.inputMicros(batch.evictMs);
    this.#evictedMicros = evictMicros;
    return this.step(this.input.run(batch), this.inputMicros(batch.lateMs), evictMicros);
  }

  override wantsBatch(globalMs: number): boolean {
    return super.wantsBatch(globalMs) || this.inputMicros(globalMs) > this.#evictedMicros;
  }
}
