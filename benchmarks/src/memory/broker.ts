// A broker in a process of its own, so that its memory is not counted. Prints nothing; sends
// {"brokers":[…],"records":n} to its parent when it is ready, and ends with it.
//   broker.ts backlog BYTES      a topic with that many bytes of values, which share a megabyte of memory
//   broker.ts stream ROWS        that many rows a second, for ever; older ones leave by retention
import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { orderTexts } from '../orders.ts';

const [mode = '', amount = '0'] = process.argv.slice(2);
const PARTITIONS = 4;
const CHUNK_ORDERS = 4000;
const TICKS_PER_SECOND = 20;
/** Of the stream, how many seconds a reader may be behind. */
const RETAINED_SECONDS = 30;
const USERS = 500;

const broker = await startTestBroker({ topics: { orders: { partitions: PARTITIONS } } });
broker.createTopic('copies', { partitions: PARTITIONS });

/** Writes one chunk to each partition, then the same again until the topic has its size. */
function fillBacklog(to: TestBroker, bytes: number): number {
  const values = [...orderTexts(CHUNK_ORDERS)];
  const chunkBytes = values.reduce((sum, value) => sum + value.length, 0);
  const times = Math.ceil(bytes / chunkBytes / PARTITIONS);
  let records = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    to.produceRecords(
      'orders',
      partition,
      values.map((value) => ({ key: value.slice(13, 28), value })),
    );
    to.repeatNewestBatch('orders', partition, times - 1);
    records += to.endOffset('orders', partition);
  }
  return records;
}

/** Orders of now; event time is the time of the wall, users come round again and again. */
function stream(to: TestBroker, rowsPerSecond: number): void {
  const startMs = Date.now();
  let sent = 0;
  const retained: number[][] = [];
  setInterval(() => {
    const due = Math.floor(((Date.now() - startMs) / 1000) * rowsPerSecond);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const share = Math.ceil((due - sent) / PARTITIONS);
      if (share <= 0) break;
      const records = Array.from({ length: share }, (_, i) => {
        const user = (sent + i * 7 + partition) % USERS;
        const value = `{"user_id":"user-${user}","price":${i % 100},"event_time":"${new Date().toISOString()}"}`;
        return { key: null, value };
      });
      to.produceRecords('orders', partition, records);
    }
    sent = Math.max(sent, due);
    retained.push(Array.from({ length: PARTITIONS }, (_, p) => to.endOffset('orders', p)));
    const old =
      retained.length > RETAINED_SECONDS * TICKS_PER_SECOND ? retained.shift() : undefined;
    old?.forEach((offset, partition) => to.deleteRecordsBefore('orders', partition, offset));
  }, 1000 / TICKS_PER_SECOND);
}

let records = 0;
if (mode === 'backlog') records = fillBacklog(broker, Number(amount));
else stream(broker, Number(amount));
process.on('disconnect', () => process.exit());
process.send?.({ brokers: broker.bootstrapServers, records });
