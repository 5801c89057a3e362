// What becomes of a batch whose transaction met bad luck on a real broker: answers that got lost, time that ran
// out, a producer that was idle for too long.
import { type RowOf, schema, string } from '@tidemark/core';
import {
  type KafkaConnection,
  openKafkaConnection,
  type ProducerRequests,
  REQUEST_FAILED,
  TRANSACTION_TIMED_OUT,
  UNREACHABLE,
} from '@tidemark/kafka-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealKafka, startKafka } from '../../../scripts/real-kafka/start-kafka.mjs';
import { process } from '../../kafka-source/tests/reading.ts';
import {
  BROKER_KINDS,
  ContractBroker,
  eventually,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import type { KafkaSinkOptions } from '../src/index.ts';
import { TransactionalWriter } from '../src/transactional-writer.ts';
import { batch, FAST, inBatch } from './writing.ts';

const Alert = schema({ id: string() });
type Alert = RowOf<typeof Alert>;
const alerts = (...ids: string[]): Alert[] => ids.map((id) => ({ id }));

/** A connection whose producers make these requests. */
function withProducing(
  connection: KafkaConnection,
  changes: Partial<ProducerRequests>,
): KafkaConnection {
  const producing = { ...connection.producing, ...changes };
  return new Proxy(connection, {
    get(target, name) {
      if (name === 'producing') return producing;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function connect(brokers: string): Promise<KafkaConnection> {
  const { clock, rand } = process();
  return openKafkaConnection({ brokers, clock, random: () => rand.next(), retry: FAST });
}

async function openWriter(
  connection: KafkaConnection,
  transactionalId: string,
  options: KafkaSinkOptions<Alert> & { readonly topic: string },
): Promise<TransactionalWriter<Alert>> {
  const { clock } = process();
  const markerTopic = options.topic;
  const config = { connection, options, transactionalId, markerTopic, clock };
  const writer = new TransactionalWriter<Alert>(config);
  await writer.open();
  return writer;
}

async function idsIn(
  broker: ContractBroker,
  topic: string,
  isolation?: 'read_committed' | 'read_uncommitted',
): Promise<string[]> {
  const records = await broker.records(topic, isolation);
  return records.map(({ value }) => (JSON.parse(value ?? '') as Alert).id).sort();
}

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let brokers: string;
  beforeAll(async () => {
    broker = await start();
    ({ brokers } = broker);
  });
  afterAll(() => broker.close());

  test('a commit whose answer got lost is asked for again, and is there once', async () => {
    const topic = await broker.createTopic();
    const connection = await connect(brokers);
    let losses = 0;
    const endTransaction: ProducerRequests['endTransaction'] = async (id, outcome) => {
      await connection.producing.endTransaction(id, outcome);
      if (outcome === 'abort' || losses++ > 0) return;
      throw UNREACHABLE.error({ brokers, reason: 'the answer got lost' });
    };
    const id = broker.newName('lossy');
    const writer = await openWriter(withProducing(connection, { endTransaction }), id, {
      brokers,
      topic,
    });
    await writer.write(batch(Alert, alerts('a', 'b')), inBatch(0, 'q'));
    expect(losses).toBe(2);
    await writer.write(batch(Alert, alerts('c')), inBatch(1, 'q'));
    expect(await idsIn(broker, topic, 'read_uncommitted')).toEqual(['a', 'b', 'c']);
    await writer.close();
  });

  test('a commit that never got an answer is found in the marker, and is there once', async () => {
    const topic = await broker.createTopic();
    const connection = await connect(brokers);
    let losses = 0;
    const endTransaction: ProducerRequests['endTransaction'] = async (id, outcome) => {
      await connection.producing.endTransaction(id, outcome);
      losses++;
      // An error that no retry of the request would help.
      const lost = { request: 'EndTxn', target: topic, code: 48, codeName: 'INVALID_TXN_STATE' };
      if (outcome === 'commit' && losses === 1) throw REQUEST_FAILED.error(lost);
    };
    const id = broker.newName('silent');
    const writer = await openWriter(withProducing(connection, { endTransaction }), id, {
      brokers,
      topic,
    });
    await writer.write(batch(Alert, alerts('a', 'b')), inBatch(0, 'q'));
    await writer.write(batch(Alert, alerts('c')), inBatch(1, 'q'));
    expect(await idsIn(broker, topic, 'read_uncommitted')).toEqual(['a', 'b', 'c']);
    await writer.close();
  });

  // The test broker does not describe transactions, so there an expired one is taken for a fenced one.
  test.runIf(HAS_REAL_KAFKA)(
    'a transaction that was open for too long is sent again, once',
    async () => {
      const topic = await broker.createTopic();
      const transactionalId = broker.newName('slow');
      const connection = await connect(brokers);
      let pauses = 1;
      const addOffsets: ProducerRequests['addOffsets'] = async (id, groupId) => {
        if (pauses-- > 0) {
          await eventually(async () => {
            const now = await connection.transactionState(transactionalId);
            return now?.state === 'CompleteAbort';
          });
        }
        return connection.producing.addOffsets(id, groupId);
      };
      const options = { brokers, topic, transactionTimeoutMs: 500 };
      const slow = withProducing(connection, { addOffsets });
      const writer = await openWriter(slow, transactionalId, options);
      await writer.write(batch(Alert, alerts('a', 'b')), inBatch(0, 'q'));
      expect(pauses).toBe(-1);
      expect(await idsIn(broker, topic)).toEqual(['a', 'b']);
      expect(await idsIn(broker, topic, 'read_uncommitted')).toEqual(['a', 'a', 'b', 'b']);
      pauses = Number.POSITIVE_INFINITY;
      const error = await writer
        .write(batch(Alert, alerts('c')), inBatch(1, 'q'))
        .catch((thrown: unknown) => thrown);
      expect(TRANSACTION_TIMED_OUT.is(error)).toBe(true);
      expect((error as Error).message).toContain('was open for more than 500 ms');
      expect(await idsIn(broker, topic)).toEqual(['a', 'b']);
      await writer.close();
    },
    60_000,
  );
});

// A node of its own: brokers forget ids after 7 days, unless they are told to be quick.
describe.runIf(HAS_REAL_KAFKA)('on a broker that forgets transactional ids', () => {
  let kafka: RealKafka;
  let broker: ContractBroker;
  beforeAll(async () => {
    const properties = {
      'transactional.id.expiration.ms': 1_000,
      'transaction.remove.expired.transaction.cleanup.interval.ms': 250,
    };
    const version = globalThis.process.env['TIDEMARK_KAFKA_VERSION'] ?? '';
    kafka = await startKafka({ version, properties });
    broker = new ContractBroker(kafka.brokers);
  }, 180_000);
  afterAll(async () => {
    await broker.close();
    await kafka.stop();
  });

  test('a sink that was idle for so long goes on, and is not told that it was fenced', async () => {
    const { brokers } = kafka;
    const topic = await broker.createTopic();
    const connection = await connect(brokers);
    const transactionalId = broker.newName('idle');
    const writer = await openWriter(connection, transactionalId, { brokers, topic });
    await writer.write(batch(Alert, alerts('a')), inBatch(0, 'q'));
    await eventually(async () => {
      const asking = connection.transactionState(transactionalId);
      const error: unknown = await asking.catch((thrown: unknown) => thrown);
      return REQUEST_FAILED.is(error) && error.parameters.codeName === 'TRANSACTIONAL_ID_NOT_FOUND';
    });
    await writer.write(batch(Alert, alerts('b')), inBatch(1, 'q'));
    expect(await idsIn(broker, topic)).toEqual(['a', 'b']);
    await writer.close();
  }, 60_000);
});
