import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSession, type Duration, type Trigger } from '@tidemark/core';
import { untilEnd } from '../pipelines/run-query.ts';
import { SHOP_OUTPUTS, shopOutputs } from '../pipelines/shop.ts';
import { TOPICS } from '../pipelines/topics.ts';
import { showProgress } from '../report/progress-line.ts';
import { readTopic } from '../report/read-topic.ts';
import { RunMeter, writeRunReport } from '../report/run-report.ts';
import { runSummary } from '../report/run-summary.ts';
import { RunTotals } from '../report/run-totals.ts';
import { DEFAULT_TRIGGER } from './flags.ts';

/** The flags of a command that runs a query over the orders. */
export interface QueryFlags {
  readonly brokers: readonly string[];
  readonly window: Duration;
  readonly delay: Duration;
  readonly trigger?: Trigger;
  readonly maxOffsetsPerTrigger?: number;
  readonly out: string;
  readonly checkpoint?: string;
  readonly reportJson?: string;
}

export interface StreamFlags extends QueryFlags {
  readonly threshold: number;
  readonly alertsTo?: string;
}

/** The main job against a cluster. Stop it in any way and start it again: it goes on where it stood. */
export async function stream(flags: StreamFlags): Promise<void> {
  const meter = new RunMeter();
  const session = createSession();
  const query = await session.start({
    name: 'ecommerce',
    checkpointLocation: flags.checkpoint ?? join(flags.out, 'checkpoint'),
    trigger: flags.trigger ?? DEFAULT_TRIGGER,
    outputs: shopOutputs(session, {
      ...flags,
      maxOffsetsPerTrigger: flags.maxOffsetsPerTrigger,
      revenuePath: join(flags.out, 'revenue'),
    }),
  });
  meter.started();
  const totals = RunTotals.of(query);
  const hideProgress = showProgress(query, totals);
  try {
    await untilEnd(query);
  } finally {
    hideProgress();
  }
  const report = meter.report('stream', totals, SHOP_OUTPUTS);
  if (flags.reportJson !== undefined) await writeRunReport(flags.reportJson, report);
  if (flags.alertsTo !== undefined) {
    const alerts = await readTopic(session, flags.brokers, TOPICS.alerts);
    await writeFile(flags.alertsTo, alerts.map((alert) => `${alert}\n`).join(''));
  }
  process.stdout.write(runSummary(report, totals));
}
