import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchRange } from '../orders/oracle.ts';
import { batchRange } from '../report/run-totals.ts';
import { UserError } from '../user-error.ts';

/** An entry of the log of intents: a line with version and checksum, and a line of JSON. */
interface Intent {
  readonly batchId: number;
  readonly sources: readonly { readonly start: unknown; readonly end: unknown }[];
}

/**
 * What each batch of a query read, from its checkpoint: the progress of a killed process is gone with
 * it, the intents are not.
 */
export class BatchHistory {
  readonly #intents = new Map<number, Intent>();

  /** Notes the intents that are in the checkpoint. The newest hundred are kept there. */
  async note(checkpoint: string): Promise<void> {
    const folder = join(checkpoint, 'offsets');
    for (const name of await readdir(folder)) {
      if (!/^\d+$/.test(name)) continue;
      const [, json] = (await readFile(join(folder, name), 'utf8')).split('\n');
      const intent = JSON.parse(json ?? '') as Intent;
      this.#intents.set(intent.batchId, intent);
    }
  }

  /** @throws UserError when there were so many batches that some were gone before they were noted */
  ranges(topic: string, partitions: number): readonly BatchRange[] {
    return Array.from({ length: Math.max(-1, ...this.#intents.keys()) + 1 }, (_, batchId) => {
      const source = this.#intents.get(batchId)?.sources[0];
      if (source === undefined) {
        throw new UserError(
          'The checkpoint no longer knows all batches. Use a larger --max-offsets-per-trigger.',
        );
      }
      return batchRange(source, topic, partitions);
    });
  }
}
