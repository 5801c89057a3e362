import {
  availableNow,
  createSession,
  csvSink,
  fileSource,
  int,
  json,
  jsonSink,
  nullable,
  type Session,
  schema,
  string,
  text,
  timestamp,
} from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { SimFs, simPorts } from '../../../testing/src/index.ts';
import { filesBelow, putFile } from '../sources/disk.ts';
import type { Files } from './damages.ts';

// A query that has every kind of file a checkpoint and the folder of a sink can have: two file sources,
// one that lists and one that follows a sink's log; a stateless output with Spark's log, a windowed
// count, a join, and state of the user. It reads a file of each source a batch, and ends.

const Order = schema({
  id: nullable(int()),
  user: nullable(string()),
  time: nullable(timestamp()),
});
const Payment = schema({ paid: nullable(int()), at: nullable(timestamp()) });
const Visit = schema({ user: nullable(string()), n: int() });

export const CHECKPOINT = '/checkpoint';
const OUTPUTS = ['rows', 'counts', 'visits', 'joined'] as const;
/** The folders of the sinks. */
export const OUT: readonly string[] = OUTPUTS.map((name) => `/out/${name}`);

/** What comes when, in minutes after noon; the last step closes what the others left open. */
const MINUTES = [0, 12, 21, 41, 60, 600];

/** The files that appear in each step: one of orders, and a batch of payments from the sink of another query. */
export async function inputSteps(): Promise<readonly Files[]> {
  const fs = new SimFs();
  const steps: Files[] = [];
  let before: readonly string[] = [];
  for (const [i, minute] of MINUTES.entries()) {
    await putFile(fs, `/raw/${i}.json`, paymentsAt(minute, i));
    await putFile(fs, `/in/orders/${i}.json`, ordersAt(minute, i));
    await copyPayments(fs);
    const paths = (await filesBelow(fs, '/in')).filter((path) => !before.includes(path));
    steps.push(
      new Map(await Promise.all(paths.map(async (p) => [p, await fs.readFile(p)] as const))),
    );
    before = [...before, ...paths];
  }
  return steps;
}

function ordersAt(minute: number, i: number): string {
  const time = (after: number): Date => new Date(Date.UTC(2024, 0, 1, 12, minute + after));
  const lines = [
    { id: 10 * i, user: `user ${i % 3}`, time: time(0) },
    { id: 10 * i + 1, user: 'ann', time: time(1) },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function paymentsAt(minute: number, i: number): string {
  const at = new Date(Date.UTC(2024, 0, 1, 12, minute + 2));
  return `${JSON.stringify({ paid: 10 * i + (i % 2), at })}\n`;
}

async function copyPayments(fs: SimFs): Promise<void> {
  const session = sessionOn(fs, 90);
  const source = fileSource({ path: '/raw', format: json(Payment) });
  const query = await session.start({
    checkpointLocation: '/raw-checkpoint',
    trigger: availableNow(),
    outputs: [session.readStream(source).writeTo(jsonSink({ path: '/in/payments' }))],
  });
  await query.awaitTermination();
}

function sessionOn(fs: SimFs, seed: number): Session {
  return createSession({ ports: simPorts({ seed, fs }), warn: () => undefined });
}

/** One process that reads what there is, and ends. */
export async function runQuery(fs: SimFs, seed: number): Promise<void> {
  const session = sessionOn(fs, seed);
  const read = <R>(name: string, rows: Parameters<typeof json<R>>[0]) =>
    session.readStream(
      fileSource({ path: `/in/${name}`, format: json(rows), maxFilesPerTrigger: 1 }),
    );
  const orders = read('orders', Order).withWatermark('time', '10 minutes');
  const payments = read('payments', Payment).withWatermark('at', '10 minutes');
  const counts = orders
    .groupBy((o) => ({ window: window(o.time, '10 minutes'), user: o.user }))
    .agg(() => ({ n: count() }))
    .select((c) => ({ start: c.window.start, user: c.user, n: c.n }));
  const visits = orders
    .groupBy('user')
    .flatMapGroupsWithState(
      { state: int(), output: Visit, outputMode: 'append', timeout: 'none' },
      function* ({ user }, rows, state) {
        state.update((state.getOption() ?? 0) + [...rows].length);
        yield { user, n: state.get() };
      },
    );
  const joined = orders.join(payments, (o, p) =>
    o.id.eq(p.paid).and(p.at.between(o.time, o.time.plus('15 minutes'))),
  );
  const query = await session.start({
    checkpointLocation: CHECKPOINT,
    trigger: availableNow(),
    outputs: [
      orders.writeTo(jsonSink({ path: '/out/rows', partitionBy: ['user'], sparkMetadata: true }), {
        name: 'rows',
      }),
      counts.writeTo(csvSink({ path: '/out/counts' }), { name: 'counts' }),
      visits.writeTo(jsonSink({ path: '/out/visits' }), { name: 'visits' }),
      joined.writeTo(jsonSink({ path: '/out/joined' }), { name: 'joined' }),
    ],
  });
  await query.awaitTermination();
}

/** What a reader sees of each sink: the lines of the files that its log names, whatever file each is in. */
export async function readOutput(fs: SimFs, seed: number): Promise<readonly string[]> {
  const session = sessionOn(fs, seed);
  const found: string[] = [];
  for (const path of OUT) {
    const lines = await session.read(fileSource({ path, format: text() })).collect();
    for (const { value } of lines) found.push(`${path} ${value}`);
  }
  return found.sort();
}
