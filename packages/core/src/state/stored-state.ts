import type { Clock } from '../ports/clock.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import { readStoredFile, type StoredFile } from '../ports/stored-file.ts';
import { latestRows } from './latest-rows.ts';
import { readStateFile, type StateFileContent, type StoredSchema } from './state-file.ts';
import { stateSchemaText } from './state-schema.ts';

/** What the files of a table of state hold, for people. */
export interface StoredTable {
  /** The types of keys and values, `(string) -> (double, bigint)`; those of the newest file. */
  readonly types: string;
  /** Undefined where the files are of a release that did not say what the keys are. */
  readonly keyCount: number | undefined;
}

/**
 * Reads a whole chain of state files, without the query that wrote it. Every byte is checked and decoded.
 *
 * @param folder - `state/<operatorId>` of a checkpoint
 * @param files - as a commit names them, oldest first; at least one
 * @throws `CHECKPOINT.CORRUPT` and `CHECKPOINT.VERSION`
 */
export async function readStoredTable(
  fs: DurableFs,
  folder: string,
  files: readonly StoredFile[],
  clock?: Pick<Clock, 'yield'>,
): Promise<StoredTable> {
  const open = async (file: StoredFile): Promise<StateFileContent> => {
    const bytes = await readStoredFile(fs, folder, file, clock);
    return readStateFile([bytes], `${folder}/${file.name}`);
  };
  const newest = files.at(-1);
  const schema = newest === undefined ? undefined : (await open(newest)).schema;
  if (schema === undefined || 'typesText' in schema) {
    for (const file of files) for (const _ of (await open(file)).blocks()) await clock?.yield();
    return { types: typesOf(schema), keyCount: undefined };
  }
  let keyCount = 0;
  const newestFirst = files.toReversed().map((file) => async () => (await open(file)).blocks());
  for await (const { isRemoval, length } of latestRows(newestFirst, schema.keyFields, clock)) {
    if (!isRemoval) keyCount += length;
  }
  return { types: typesOf(schema), keyCount };
}

function typesOf(schema: StoredSchema | undefined): string {
  if (schema === undefined) return '';
  return 'typesText' in schema ? schema.typesText : stateSchemaText(schema);
}
