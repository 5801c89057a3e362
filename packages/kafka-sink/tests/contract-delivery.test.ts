// Each row once: across crashes, beside zombies, and whatever its size.
import {
  availableNow,
  createSession,
  memorySource,
  type RowOf,
  schema,
  string,
} from '@tidemark/core';
import type { Sink } from '@tidemark/core/connector';
import { FENCED, MESSAGE_TOO_LARGE } from '@tidemark/kafka-client';
import { SimFs } from '@tidemark/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { process } from '../../kafka-source/tests/reading.ts';
import {
  BROKER_KINDS,
  type ContractBroker,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import { AHEAD_OF_CHECKPOINT, kafkaSink, MARKER_EXPIRED } from '../src/index.ts';
import { batch, dying, FAST, inBatch, openWriter } from './writing.ts';

const Alert = schema({ id: string() });
type Alert = RowOf<typeof Alert>;
const alerts = (...ids: string[]): Alert[] => ids.map((id) => ({ id }));

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let brokers: string;
  beforeAll(async () => {
    broker = await start();
    ({ brokers } = broker);
  });
  afterAll(() => broker.close());

  /** What readers see, in the order of ids. */
  async function idsIn(
    topic: string,
    isolation?: 'read_committed' | 'read_uncommitted',
  ): Promise<string[]> {
    const records = await broker.records(topic, isolation);
    return records.map(({ value }) => (JSON.parse(value ?? '') as { id: string }).id).sort();
  }

  /** A query in one process after the other, over one checkpoint. */
  function restartable(sink: Sink<Alert>): {
    add(...ids: string[]): void;
    /** Runs what is there; with a moment, the process dies in the newest batch. */
    run(moment?: 'before' | 'after'): Promise<void>;
  } {
    const source = memorySource(Alert);
    const fs = new SimFs();
    let batchId = 0;
    return {
      add: (...ids) => source.addData(...alerts(...ids)),
      async run(moment) {
        const session = createSession({ ports: process(fs) });
        const query = await session.start({
          checkpointLocation: 'checkpoints/alerts',
          trigger: availableNow(),
          outputs: [
            session
              .readStream(source)
              .writeTo(moment === undefined ? sink : dying(sink, batchId, moment)),
          ],
        });
        const ended = query.awaitTermination();
        if (moment !== undefined) return expect(ended).rejects.toThrow('the process died');
        await ended;
        batchId = (query.lastProgress?.batchId ?? batchId - 1) + 1;
      },
    };
  }

  describe('a query whose process dies shows each row once', () => {
    test.each(['before', 'after'] as const)('%s the batch got into the topic', async (moment) => {
      const topic = await broker.createTopic(3);
      const query = restartable(kafkaSink({ brokers, topic, key: 'id', retry: FAST }));
      query.add('a', 'b', 'c');
      await query.run(moment);
      expect(await idsIn(topic)).toEqual(moment === 'after' ? ['a', 'b', 'c'] : []);
      await query.run(moment); // and dies again in the same place
      await query.run();
      query.add('d', 'e');
      await query.run();
      query.add('f');
      await query.run(moment);
      query.add('g');
      await query.run();
      await query.run();
      const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
      expect(await idsIn(topic)).toEqual(all);
      expect(await idsIn(topic, 'read_uncommitted')).toEqual(all);
    });
  });

  test('with at-least-once a batch that runs again shows its rows again', async () => {
    const topic = await broker.createTopic();
    const query = restartable(
      kafkaSink({ brokers, topic, delivery: 'at-least-once', retry: FAST }),
    );
    query.add('a');
    await query.run('after');
    await query.run();
    expect(await idsIn(topic)).toEqual(['a', 'a']);
  });

  test('two queries write to one topic, and neither takes the other for itself', async () => {
    const topic = await broker.createTopic();
    for (const id of ['one', 'two']) {
      const query = restartable(kafkaSink({ brokers, topic, retry: FAST }));
      query.add(id);
      await query.run('after');
      await query.run();
    }
    expect(await idsIn(topic)).toEqual(['one', 'two']);
  });

  test('a batch that fails leaves nothing, and readers need not wait for it', async () => {
    const topic = await broker.createTopic();
    const queryId = broker.newName('query');
    const writer = await openWriter({ brokers, topic }, Alert, { queryId });
    const tooLarge = 'x'.repeat(1_200_000);
    const error = await writer
      .write(batch(Alert, alerts('small', tooLarge)), inBatch(0, queryId))
      ?.catch((thrown: unknown) => thrown);
    expect(MESSAGE_TOO_LARGE.is(error)).toBe(true);
    expect((error as Error).message).toContain(`bytes for ${topic}-0 is larger than the topic`);
    if (HAS_REAL_KAFKA) expect((error as Error).message).toContain('accepts, 1048588 bytes.');
    expect(await idsIn(topic)).toEqual([]); // waits for all transactions to be settled
    expect(await idsIn(topic, 'read_uncommitted')).toEqual(['small']);
    await writer.close?.();
  });

  test('a record that is too large goes to a topic that takes it, and the others where they belong', async () => {
    const topic = await broker.createTopic(1);
    const deadLetterTopic = await broker.createTopic(1, { 'max.message.bytes': '4000000' });
    const queryId = broker.newName('query');
    const tooLarge = 'x'.repeat(1_200_000);
    for (const delivery of ['exactly-once', 'at-least-once'] as const) {
      const options = { brokers, topic, key: 'id', deadLetterTopic, delivery } as const;
      const writer = await openWriter({ ...options, onTooLarge: 'deadLetter' }, Alert, { queryId });
      await writer.write(batch(Alert, alerts('a', tooLarge, 'b')), inBatch(0, queryId));
      await writer.close?.();
    }
    expect(await idsIn(topic)).toEqual(['a', 'a', 'b', 'b']);
    const letters = await broker.records(deadLetterTopic);
    expect(letters).toHaveLength(2);
    expect(letters[0]?.key).toBe(tooLarge);
    expect(Object.fromEntries(letters[0]?.headers ?? [])).toEqual({
      'tidemark.reason': expect.stringMatching(
        /^a record of \d+ bytes for .* is larger than/,
      ) as string,
      'tidemark.topic': topic,
      'tidemark.partition': '0',
    });
  });

  test('a batch that runs again after its marker may have been forgotten is not guessed about', async () => {
    const topic = await broker.createTopic();
    const queryId = broker.newName('query');
    const writer = await openWriter({ brokers, topic }, Alert, { queryId });
    const context = inBatch(0, queryId, true);
    const eightDaysMs = 8 * 24 * 3_600_000;
    const long = { ...context, batchTimeMs: context.batchTimeMs - eightDaysMs };
    const error = await writer
      .write(batch(Alert, alerts('a')), long)
      ?.catch((thrown: unknown) => thrown);
    expect(MARKER_EXPIRED.is(error) && error.parameters).toMatchObject({
      batchId: 0,
      ageHours: 192,
      retentionHours: 168,
    });
    await writer.write(batch(Alert, alerts('a')), context);
    expect(await idsIn(topic)).toEqual(['a']);
    await writer.close?.();
  });

  test('a zombie is fenced by the run after it and stays so', async () => {
    const topic = await broker.createTopic();
    const queryId = broker.newName('query');
    const zombie = await openWriter({ brokers, topic }, Alert, { queryId });
    await zombie.write(batch(Alert, alerts('a')), inBatch(0, queryId));
    const successor = await openWriter({ brokers, topic }, Alert, { queryId });
    for (const id of ['late', 'later']) {
      const error = await zombie
        .write(batch(Alert, alerts(id)), inBatch(1, queryId))
        ?.catch((thrown: unknown) => thrown);
      expect(FENCED.is(error)).toBe(true);
    }
    await successor.write(batch(Alert, alerts('b')), inBatch(1, queryId));
    expect(await idsIn(topic)).toEqual(['a', 'b']);
    await zombie.close?.();
    await successor.close?.();
  });

  test('a checkpoint that is older than the topic is found out', async () => {
    const topic = await broker.createTopic();
    const queryId = broker.newName('query');
    const writer = await openWriter({ brokers, topic }, Alert, { queryId });
    for (const batchId of [0, 1, 2]) {
      await writer.write(batch(Alert, alerts(`${batchId}`)), inBatch(batchId, queryId));
    }
    const again = await openWriter({ brokers, topic }, Alert, { queryId });
    await again.write(batch(Alert, alerts('1')), inBatch(1, queryId, true)); // begun before: skipped
    const error = await again
      .write(batch(Alert, alerts('2', '3')), inBatch(2, queryId))
      ?.catch((thrown: unknown) => thrown);
    expect(AHEAD_OF_CHECKPOINT.is(error) && error.parameters).toMatchObject({
      committedBatchId: 2,
      batchId: 2,
    });
    expect(await idsIn(topic)).toEqual(['0', '1', '2']);
    await writer.close?.();
    await again.close?.();
  });

  test('3 MB of rows in one batch arrive, although a request holds less than 1 MB', async () => {
    const topic = await broker.createTopic(2);
    const queryId = broker.newName('query');
    const padding = 'x'.repeat(990);
    const ids = Array.from({ length: 3000 }, (_, i) => `${String(i).padStart(5, '0')}${padding}`);
    for (const [batchId, compression] of (['none', 'lz4'] as const).entries()) {
      const writer = await openWriter({ brokers, topic, compression }, Alert, { queryId });
      await writer.write(batch(Alert, alerts(...ids)), inBatch(batchId, queryId));
      await writer.close?.();
    }
    expect(await idsIn(topic)).toEqual([...ids, ...ids].sort());
  });

  test('rows carry the time at which they were written', async () => {
    const topic = await broker.createTopic();
    const queryId = broker.newName('query');
    const before = Date.now();
    const writer = await openWriter({ brokers, topic }, Alert, { queryId });
    await writer.write(batch(Alert, alerts('a')), inBatch(0, queryId));
    await writer.close?.();
    const [record] = await broker.records(topic);
    expect(record?.timestampMs).toBeGreaterThanOrEqual(before);
    expect(record?.timestampMs).toBeLessThanOrEqual(Date.now());
  });

  test('a topic that does not exist is an error when the query starts', async () => {
    const topic = broker.newName('missing');
    const opening = openWriter({ brokers, topic }, Alert, { queryId: broker.newName('query') });
    await expect(opening).rejects.toThrow(`know no topic "${topic}"`);
  });
});
