// One process of `npm run bench -- recovery`: fills a state and goes on with small batches until it is
// killed. Sends a message when its query is open, and one for each batch that is committed.
import { createSession, processingTime } from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { count, sum, window } from '@tidemark/core/functions';
import { KeysSource } from '../state/keys-source.ts';
import { recoverySteps } from './steps.ts';

/** What the parent hears. */
export type Message =
  | { readonly kind: 'open' }
  /** With the processor time of the process so far. */
  | { readonly kind: 'batch'; readonly batchId: number; readonly cpuMs: number };

function send(message: Message): void {
  process.send?.(message);
}

const [kind, directory, keys] = process.argv.slice(2) as [string, string, string];
const source = new KeysSource();
source.add(...recoverySteps(Number(keys)));
const totals = createSession()
  .readStream(source.source)
  .withWatermark('event_time', '10 minutes')
  .groupBy((o) => ({
    window: window(o.event_time, '1 hour'),
    key: kind === 'long' ? o.id : o.name,
  }))
  .agg((o) => ({ total: sum(o.value), rows: count() }));
const query = await totals.writeStream
  .outputMode('append')
  .checkpointLocation(directory)
  .trigger(processingTime('100 milliseconds'))
  .start(defineSink({ name: 'none', outputModes: ['append'], write: () => Promise.resolve() }));
send({ kind: 'open' });
query.addListener({
  onQueryProgress: ({ batchId }) => {
    const { user, system } = process.cpuUsage();
    send({ kind: 'batch', batchId, cpuMs: (user + system) / 1000 });
  },
});
await query.awaitTermination();
