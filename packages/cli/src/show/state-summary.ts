import {
  type BatchFact,
  type Ports,
  readOnlyFs,
  readStoredTable,
  type StoredFile,
  StreamingError,
} from '@tidemark/core/checkpoint';
import type { Contents } from '../checkpoint/contents.ts';
import { stateFolder } from '../verify/check-state.ts';
import { damageOf } from '../verify/finding.ts';

/** One table of state after the newest batch that is done. */
export interface StateSummary {
  /** The operator, and the table where it has several. */
  readonly operatorId: string;
  /** Undefined where it was not counted, or cannot be. */
  readonly keyCount: number | undefined;
  /** The types of keys and values; undefined where no file was read. */
  readonly types: string | undefined;
  readonly sizeBytes: number;
  /** The chain, oldest first. */
  readonly files: readonly StoredFile[];
  readonly damage?: string;
}

export async function summarizeState(
  ports: Ports,
  { directory }: Contents,
  { state }: BatchFact,
  countsKeys: boolean,
): Promise<readonly StateSummary[]> {
  const fs = readOnlyFs(ports.fs);
  const summaries: StateSummary[] = [];
  for (const { operatorId, files } of state) {
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const summary = { operatorId, sizeBytes, files, keyCount: undefined, types: undefined };
    if (files.length === 0) summaries.push({ ...summary, keyCount: 0 });
    else if (!countsKeys) summaries.push(summary);
    else {
      try {
        const folder = `${directory}/${stateFolder(operatorId)}`;
        summaries.push({
          ...summary,
          ...(await readStoredTable(fs, folder, files, ports.clock)),
        });
      } catch (error) {
        if (!(error instanceof StreamingError)) throw error;
        summaries.push({ ...summary, damage: damageOf(error) });
      }
    }
  }
  return summaries;
}
