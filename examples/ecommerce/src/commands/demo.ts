import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSession, durationMs } from '@tidemark/core';
import { startTestBroker } from '@tidemark/kafka-testkit';
import { Ledger } from '../orders/ledger.ts';
import { expectedTotals } from '../orders/oracle.ts';
import { ORDER_PARTITIONS, TOPICS } from '../pipelines/topics.ts';
import { agrees } from '../report/check-table.ts';
import { demoChecks } from '../report/demo-checks.ts';
import { demoReport, nextSteps } from '../report/demo-report.ts';
import { allRevenue, analyseRevenue } from '../report/read-revenue.ts';
import { readTopic } from '../report/read-topic.ts';
import { writeRunReport } from '../report/run-report.ts';
import { crashDemoOrders } from './crash-demo-orders.ts';
import { prepareRunDirectory } from './run-directory.ts';
import type { RunDemoFlags } from './send-demo-orders.ts';
import { streamDemoOrders } from './stream-demo-orders.ts';

export interface DemoFlags extends Omit<RunDemoFlags, 'checkpoint'> {
  readonly checkpoint?: string;
  /** How often the query is killed. */
  readonly crashTest?: number;
  readonly keep?: boolean;
}

/**
 * The whole job in one process: a broker, the orders, the query, the analytics, and a check of every
 * total against the shop's own books. The exit code is 0 only if all agree.
 */
export async function demo(flags: DemoFlags): Promise<void> {
  const out = flags.keep === true ? `${flags.out}-${timeName()}` : flags.out;
  const checkpoint = flags.checkpoint ?? join(out, 'checkpoint');
  await prepareRunDirectory(out);
  if (flags.checkpoint !== undefined) await prepareRunDirectory(checkpoint);
  const broker = await startTestBroker({
    topics: {
      [TOPICS.orders]: { partitions: ORDER_PARTITIONS },
      [TOPICS.alerts]: { partitions: ORDER_PARTITIONS },
      [TOPICS.deadLetters]: { partitions: 1 },
    },
  });
  try {
    process.stdout.write(`${broker.description}\n`);
    const ledger = new Ledger(ORDER_PARTITIONS, flags.threshold);
    const session = createSession();
    const runFlags = { ...flags, out, checkpoint };
    const shop = { broker, ledger };
    const { totals, batches, report, wasStopped } =
      flags.crashTest === undefined
        ? await streamDemoOrders(runFlags, session, shop)
        : await crashDemoOrders(runFlags, flags.crashTest, shop);
    if (flags.reportJson !== undefined && report !== undefined) {
      await writeRunReport(flags.reportJson, report);
    }
    if (wasStopped) {
      process.stdout.write('Stopped early, so there are no totals to check.\n');
      process.exitCode = 130;
      return;
    }

    const brokers = broker.bootstrapServers;
    const alerts = await readTopic(session, brokers, TOPICS.alerts);
    const deadLetters = await readTopic(session, brokers, TOPICS.deadLetters);
    const alertsFile = flags.alertsTo ?? join(out, 'alerts.jsonl');
    await writeFile(alertsFile, alerts.map((alert) => `${alert}\n`).join(''));

    const revenuePath = join(out, 'revenue');
    const expected = expectedTotals(ledger, batches, {
      windowMs: durationMs(flags.window),
      delayMs: durationMs(flags.delay),
    });
    const rows = await allRevenue(session, revenuePath);
    const checks = demoChecks({ ledger, expected, totals, rows, alerts, deadLetters });
    const analytics = await analyseRevenue(session, revenuePath);
    process.stdout.write(demoReport({ analytics, totals, expected, ledger, deadLetters, checks }));
    process.stdout.write(nextSteps({ revenuePath, alertsFile, checkpoint }));
    process.exitCode = checks.every(agrees) ? 0 : 1;
  } finally {
    await broker.stop();
  }
}

/** A name for a run that is kept: the time, as far as file systems allow. */
const timeName = (): string => new Date().toISOString().slice(0, 19).replaceAll(':', '-');
