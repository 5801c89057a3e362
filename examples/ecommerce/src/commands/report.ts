import { join } from 'node:path';
import { createSession } from '@tidemark/core';
import { parquetSource } from '@tidemark/parquet-source';
import { TOPICS } from '../pipelines/topics.ts';
import { analyseRevenue } from '../report/read-revenue.ts';
import { readTopic } from '../report/read-topic.ts';
import { revenueReport } from '../report/revenue-report.ts';
import { factTable } from '../report/tables.ts';
import { formatCount } from '../report/text.ts';
import { parsePath } from './flags.ts';

export interface ReportFlags {
  readonly out?: string;
  readonly brokers?: readonly string[];
  readonly show?: number;
}

/** The batch analytics over the Parquet files; `--show` prints refined orders with nothing cut. */
export async function report({ out, brokers, show }: ReportFlags): Promise<void> {
  const session = createSession();
  if (show !== undefined) {
    const path = join(out ?? parsePath('.tidemark/tracking'), 'refined_orders');
    await session.read(parquetSource({ path })).show(show, false);
    return;
  }
  const path = join(out ?? parsePath('.tidemark/shop'), 'revenue');
  process.stdout.write(`${revenueReport(await analyseRevenue(session, path))}\n`);
  if (brokers === undefined) return;
  const alerts = await readTopic(session, brokers, TOPICS.alerts);
  const deadLetters = await readTopic(session, brokers, TOPICS.deadLetters);
  process.stdout.write(
    `${factTable([
      ['alerts', formatCount(alerts.length)],
      ['malformed records', formatCount(deadLetters.length)],
    ])}\n`,
  );
}
