import type { Row, Step } from './chain.ts';
import { modelOf } from './model-of.ts';
import type { Mode, Node } from './node.ts';
import { pushFilters } from './push-filters.ts';

/** A query over a model: its batches one after the other, and at the end of a run those without data. */
export class ModelQuery {
  readonly batches: (readonly Row[])[] = [];
  readonly #root: Node;
  #watermarkMs = 0;
  #lateMs = 0;

  constructor(step: Step, mode: Mode) {
    this.#root = modelOf(pushFilters(step), mode);
  }

  /** One run: a batch for each element, then batches without data while one is wanted. */
  run(inputs: readonly (readonly (readonly Row[])[])[]): void {
    this.#root.restart();
    for (const rows of inputs) this.#batch(rows);
    while (this.#root.wantsBatch(this.#watermarkMs)) this.#batch([]);
  }

  #batch(rows: readonly (readonly Row[])[]): void {
    const evictMs = this.#watermarkMs;
    this.batches.push(this.#root.run({ rows, lateMs: this.#lateMs, evictMs }));
    this.#lateMs = evictMs;
    const seen = this.#root.seenMs.map((ms) => ms ?? 0);
    if (seen.length > 0) this.#watermarkMs = Math.max(this.#watermarkMs, Math.min(...seen));
  }
}
