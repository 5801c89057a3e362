// The examples of the README, compiled; `readme.test.ts` sees to it that they are the same.
import { createSession, rateSource, string } from '@tidemark/core';
import { struct, toJson } from '@tidemark/core/functions';
import { kafkaSink } from '@tidemark/kafka-sink';

const brokers = 'localhost:9092';
const session = createSession();
const ticks = session.readStream(rateSource({ rowsPerSecond: 10 }));

const query = await session.start({
  checkpointLocation: './checkpoints/ticks',
  outputs: [
    ticks.writeTo(kafkaSink({ brokers, topic: 'ticks', key: (t) => String(t.value) }), {
      name: 'ticks',
    }),
  ],
});
await query.awaitTermination();

ticks
  .select((t) => ({ key: t.value.cast(string()), value: toJson(struct({ at: t.timestamp })) }))
  .writeTo(kafkaSink({ brokers, topic: 'ticks' }));
