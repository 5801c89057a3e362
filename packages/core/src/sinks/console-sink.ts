import { concatBatches } from '../columnar/concat.ts';
import { tableText } from '../columnar/table-text.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { timeZone } from '../types/time-zone.ts';
import type { Sink } from './sink.ts';

export interface ConsoleSinkOptions {
  /** How many rows of a batch are shown; 20 unless said. */
  readonly numRows?: number;
  /** Cuts cells to 20 characters, right-aligned; false shows them whole, left-aligned. True unless said. */
  readonly truncate?: boolean;
  /** Takes the text instead of the standard output. */
  readonly print?: (text: string) => void;
}

const OPTIONS: OptionNames<ConsoleSinkOptions> = { numRows: true, truncate: true, print: true };
const RULE = '-'.repeat(43);

/**
 * Prints the first rows of every batch as a table, as Spark's console sink does: also of batches
 * without rows, times in the zone of the session.
 *
 * **Delivery guarantee:** at least once: after a crash a batch may be printed again.
 */
export function consoleSink(options: ConsoleSinkOptions = {}): Sink {
  checkOptions('consoleSink()', options, OPTIONS);
  // oxlint-disable-next-line no-console -- printing is what this sink is for
  const { numRows = 20, truncate = true, print = (text) => console.log(text) } = options;
  return {
    name: 'console',
    isEphemeral: true,
    description: 'console',
    outputModes: ['append', 'update', 'complete'],
    deliveryGuarantee: 'at-least-once',
    open({ timeZone: zoneName = 'UTC' }) {
      const zone = timeZone(zoneName);
      return Promise.resolve({
        write(batch, { batchId }) {
          const rows = concatBatches(batch.schema, batch.recordBatches);
          const table = tableText(rows, { numRows, truncate, zone });
          print(`${RULE}\nBatch: ${batchId}\n${RULE}\n${table}`);
          return Promise.resolve();
        },
      });
    },
  };
}
