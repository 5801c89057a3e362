import { writeFile } from 'node:fs/promises';
import { createSession, foreachBatch, json, processingTime } from '@tidemark/core';
import { kafkaSource } from '@tidemark/kafka-source';
import { Alert } from '../orders/alert.ts';
import { untilEnd } from '../pipelines/run-query.ts';
import { TOPICS } from '../pipelines/topics.ts';
import { alertLine } from '../report/alert-line.ts';
import { readTopic } from '../report/read-topic.ts';
import { formatCount } from '../report/text.ts';

export interface AlertsFlags {
  readonly brokers: readonly string[];
  readonly alertsTo?: string;
  readonly follow?: boolean;
}

/** Shows the alerts that are in the topic, and with `--follow` those to come. */
export async function alerts({ brokers, alertsTo, follow }: AlertsFlags): Promise<void> {
  const session = createSession();
  if (alertsTo !== undefined) {
    const lines = await readTopic(session, brokers, TOPICS.alerts);
    await writeFile(alertsTo, lines.map((line) => `${line}\n`).join(''));
    process.stdout.write(`${formatCount(lines.length)} alerts in ${alertsTo}\n`);
    return;
  }
  const source = kafkaSource({
    brokers,
    topic: TOPICS.alerts,
    value: json(Alert, { mode: 'FAILFAST' }),
    startingOffsets: 'earliest',
    isolationLevel: 'read_committed',
  });
  if (follow !== true) {
    const rows = await session.read(source).collect();
    for (const row of rows) process.stdout.write(`${alertLine(row)}\n`);
    process.stdout.write(`${formatCount(rows.length)} alerts\n`);
    return;
  }
  const shown = foreachBatch<Alert>((batch) => {
    for (const row of batch.rows()) process.stdout.write(`${alertLine(row)}\n`);
    return Promise.resolve();
  });
  const query = await session.start({
    name: 'alerts',
    trigger: processingTime('1 second'),
    outputs: [session.readStream(source).writeTo(shown)],
  });
  await untilEnd(query);
}
