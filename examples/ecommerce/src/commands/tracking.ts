import { join } from 'node:path';
import { createSession } from '@tidemark/core';
import { untilEnd } from '../pipelines/run-query.ts';
import { TRACKING_OUTPUTS, trackingOutputs } from '../pipelines/tracking.ts';
import { RunMeter, writeRunReport } from '../report/run-report.ts';
import { runSummary } from '../report/run-summary.ts';
import { RunTotals } from '../report/run-totals.ts';
import { DEFAULT_TRIGGER } from './flags.ts';
import type { QueryFlags } from './stream.ts';

/** The second job against a cluster. The console belongs to the windows, so there is no progress line. */
export async function tracking(flags: QueryFlags): Promise<void> {
  const meter = new RunMeter();
  const session = createSession();
  const query = await session.start({
    name: 'tracking',
    checkpointLocation: flags.checkpoint ?? join(flags.out, 'checkpoint'),
    trigger: flags.trigger ?? DEFAULT_TRIGGER,
    outputs: trackingOutputs(session, {
      ...flags,
      maxOffsetsPerTrigger: flags.maxOffsetsPerTrigger,
      refinedOrdersPath: join(flags.out, 'refined_orders'),
    }),
  });
  meter.started();
  const totals = RunTotals.of(query);
  await untilEnd(query);
  const report = meter.report('tracking', totals, TRACKING_OUTPUTS);
  if (flags.reportJson !== undefined) await writeRunReport(flags.reportJson, report);
  process.stdout.write(runSummary(report, totals));
}
