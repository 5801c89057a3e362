import { join } from 'node:path';
import { createSession, string } from '@tidemark/core';
import { kafkaSource } from '@tidemark/kafka-source';
import { parquetSource } from '@tidemark/parquet-source';
import {
  compareEntries,
  type Difference,
  type Entries,
  entriesOf,
} from '../shop/compare-entries.ts';
import { type Ledger, revenueEntry, windowEntries } from '../shop/ledger.ts';
import { Revenue } from '../shop/order.ts';

/** By output. */
export type Verdict = Readonly<Record<'alerts' | 'revenue' | 'deadLetters', Difference>>;

interface Output {
  readonly brokers: string;
  readonly directory: string;
}

/** Compares what a consumer under read committed and a reader of the Parquet files see with the ledger. */
export async function checkOutput(output: Output, ledger: Ledger): Promise<Verdict> {
  const alerts = await readTopic(output, 'alerts');
  const deadLetters = await readTopic(output, 'dead-letters');
  const revenue = await readRevenue(output);
  return {
    alerts: compareEntries(expectedAlerts(ledger), entriesOf(alerts.map(alertEntry))),
    revenue: compareEntries(windowEntries(ledger), entriesOf(revenue.map(revenueEntry))),
    deadLetters: compareEntries(
      new Map([...ledger.deadLetters].map(([place, text]) => [place, [text]])),
      entriesOf(deadLetters.map(deadLetterEntry)),
    ),
  };
}

function expectedAlerts(ledger: Ledger): Entries {
  return new Map(
    [...ledger.alerts].map(([seq, count]) => [seq, new Array<string>(count).fill(seq)]),
  );
}

function alertEntry(text: string): [string, string] {
  const { seq } = JSON.parse(text) as { seq: number };
  return [String(seq), String(seq)];
}

function deadLetterEntry(json: string): [string, string] {
  const { partition, offset, text } = JSON.parse(json) as Record<string, string | number>;
  return [`${partition}:${offset}`, String(text)];
}

async function readTopic({ brokers }: Output, topic: string): Promise<readonly string[]> {
  const rows = await createSession()
    .read(kafkaSource({ brokers, topic, isolationLevel: 'read_committed' }))
    .select((r) => ({ value: r.value.cast(string()) }))
    .collect();
  return rows.map(({ value }) => value ?? '');
}

async function readRevenue({ directory }: Output): Promise<readonly Revenue[]> {
  const path = join(directory, 'revenue');
  try {
    return await createSession()
      .read(parquetSource({ path, schema: Revenue }))
      .collect();
  } catch (error) {
    // Nothing is written yet.
    if ((error as { condition?: string }).condition === 'FILE_SOURCE.PATH_NOT_FOUND') return [];
    throw error;
  }
}
