import { MICROS_PER_MS, type Row } from './chain.ts';
import { type Batch, type Node, Step1, Step2 } from './node.ts';

export class Source implements Node {
  readonly delayMs = 0;
  readonly seenMs: readonly undefined[] = [];
  readonly #stream: number;

  constructor(stream: number) {
    this.#stream = stream;
  }

  run({ rows }: Batch): readonly Row[] {
    return rows[this.#stream] ?? [];
  }

  watermarkMs(): undefined {
    return undefined;
  }

  wantsBatch(): boolean {
    return false;
  }

  restart(): void {}
}

export class Filter extends Step1 {
  readonly #keeps: (row: Row) => boolean;

  constructor(input: Node, keepsRow: (row: Row) => boolean) {
    super(input);
    this.#keeps = keepsRow;
  }

  run(batch: Batch): readonly Row[] {
    return this.input.run(batch).filter(this.#keeps);
  }
}

export class Watermark extends Step1 {
  readonly #delayMs: number;
  #seenMs: number | undefined;

  constructor(input: Node, delayMs: number) {
    super(input);
    this.#delayMs = delayMs;
  }

  run(batch: Batch): readonly Row[] {
    const rows = this.input.run(batch);
    for (const { t } of rows) {
      const ms = Math.floor((t ?? 0) / MICROS_PER_MS) - this.#delayMs;
      this.#seenMs = Math.max(this.#seenMs ?? ms, ms);
    }
    return rows;
  }

  override watermarkMs(globalMs: number): number {
    return globalMs;
  }

  override get delayMs(): number {
    return this.#delayMs;
  }

  override get seenMs(): readonly (number | undefined)[] {
    return [this.#seenMs];
  }

  override restart(): void {
    this.#seenMs = undefined;
  }
}

export class Union extends Step2 {
  run(batch: Batch): readonly Row[] {
    return this.inputs.flatMap((input) => input.run(batch));
  }
}
