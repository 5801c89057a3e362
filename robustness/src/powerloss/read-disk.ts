import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSession } from '@tidemark/core';
import { parquetSource } from '@tidemark/parquet-source';
import { revenueEntry } from '../shop/ledger.ts';
import { Revenue } from '../shop/order.ts';

/** What a reader finds on a disk. */
export interface Found {
  /** The number of the order of each alert, sorted. */
  readonly alerts: readonly number[];
  /** Key and content of each window. */
  readonly windows: readonly (readonly [string, string])[];
}

/** A file that is there, and is not whole. */
export class TornFile extends Error {}

const PARQUET = 'PAR1';

/**
 * Reads as any tool does that lists a folder, and the Parquet files also by the log of their folder.
 *
 * @throws {@link TornFile}, and what the Parquet source throws
 */
export async function readDisk(directory: string): Promise<Found> {
  const alerts: number[] = [];
  for (const [path, bytes] of await filesIn(join(directory, 'alerts'), '.json')) {
    const text = bytes.toString('utf8');
    if (!text.endsWith('\n')) throw new TornFile(`${path} ends within a line`);
    for (const line of text.trimEnd().split('\n')) alerts.push(seqOf(line, path));
  }
  const path = join(directory, 'revenue');
  const files = await filesIn(path, '.parquet');
  for (const [file, bytes] of files) {
    const isWhole = [0, bytes.length - PARQUET.length].every(
      (at) => at >= 0 && bytes.toString('latin1', at, at + PARQUET.length) === PARQUET,
    );
    if (!isWhole) throw new TornFile(`${file} has no beginning or no end`);
  }
  const rows =
    files.length === 0
      ? []
      : await createSession()
          .read(parquetSource({ path, schema: Revenue }))
          .collect();
  return { alerts: alerts.sort((a, b) => a - b), windows: rows.map(revenueEntry) };
}

function seqOf(line: string, path: string): number {
  try {
    return (JSON.parse(line) as { seq: number }).seq;
  } catch (error) {
    throw new TornFile(`${path} has a line that is no JSON`, { cause: error });
  }
}

async function filesIn(folder: string, suffix: string): Promise<readonly [string, Buffer][]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const visible = names.filter((name) => !/^[_.]/.test(name) && name.endsWith(suffix));
  return Promise.all(
    visible.map(
      async (name): Promise<[string, Buffer]> => [name, await readFile(join(folder, name))],
    ),
  );
}
