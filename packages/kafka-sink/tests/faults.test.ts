// What becomes of a batch when brokers fail in the middle of it: each row once, or none and an error.
import { type RowOf, schema, string } from '@tidemark/core';
import { type Ports, type SinkWriter, StreamingError } from '@tidemark/core/connector';
import { type ErrorName, startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { process } from '../../kafka-source/tests/reading.ts';
import type { KafkaSinkOptions } from '../src/index.ts';
import { batch, inBatch, openWriter } from './writing.ts';

const Alert = schema({ id: string() });
type Alert = RowOf<typeof Alert>;
const alerts = (...ids: string[]): Alert[] => ids.map((id) => ({ id }));
const queryId = 'q';

/** What is longer is no pause between two tries, but the wait for an answer. */
const LONGEST_PAUSE_MS = 2_000;

/** A process in which pauses between tries are short. */
function hastyProcess(): Ports {
  const ports = process();
  const { clock } = ports;
  const hasty = {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    yield: () => clock.yield(),
    sleep: (delayMs: number, signal?: AbortSignal) =>
      clock.sleep(delayMs > LONGEST_PAUSE_MS ? delayMs : Math.min(delayMs, 2), signal),
  };
  return { ...ports, clock: hasty };
}

describe('with brokers that fail', () => {
  let broker: TestBroker;
  const writers: SinkWriter[] = [];
  beforeEach(async () => {
    broker = await startTestBroker({ topics: { alerts: { partitions: 3 } } });
  });
  afterEach(async () => {
    broker.faults.clear();
    await Promise.all(writers.splice(0).map(async (writer) => writer.close?.()));
    await broker.stop();
  });

  async function open(options: Partial<KafkaSinkOptions<Alert>> = {}): Promise<SinkWriter<Alert>> {
    const brokers = broker.bootstrapServers;
    const ports = hastyProcess();
    const sinkOptions = { brokers, topic: 'alerts', ...options };
    const writer = await openWriter<Alert>(sinkOptions, Alert, { queryId, ports });
    writers.push(writer as SinkWriter);
    return writer;
  }

  function idsIn(isolation: 'read_committed' | 'read_uncommitted' = 'read_committed'): string[] {
    return broker
      .records('alerts', undefined, { isolation })
      .map(({ value }) => (JSON.parse(String(value)) as Alert).id)
      .sort();
  }

  const failing = async (writing: unknown): Promise<StreamingError> => {
    const error: unknown = await Promise.resolve(writing).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StreamingError);
    return error as StreamingError;
  };

  test('a commit whose answer got lost is not written again', async () => {
    const writer = await open();
    broker.faults.failNext('EndTxn', { outcome: 'drop-after' });
    await writer.write(batch(Alert, alerts('a')), inBatch(0, queryId));
    broker.faults.failNext('EndTxn', { outcome: 'drop-after' });
    broker.faults.failNext('EndTxn', { outcome: 'INVALID_TXN_STATE' }); // and the second try fails
    await writer.write(batch(Alert, alerts('b')), inBatch(1, queryId));
    expect(broker.faults.pending).toBe(0);
    expect(idsIn('read_uncommitted')).toEqual(['a', 'b']);
    expect(idsIn()).toEqual(['a', 'b']);
  });

  const APIS = ['AddPartitionsToTxn', 'Produce', 'AddOffsetsToTxn', 'TxnOffsetCommit', 'EndTxn'];
  const OUTCOMES: (ErrorName | 'drop' | 'drop-after')[] = [
    'drop',
    'drop-after',
    'INVALID_TXN_STATE', // no retry of the request helps: the whole batch goes into a new transaction
  ];
  const faults = APIS.flatMap((api) => OUTCOMES.map((outcome) => ({ api, outcome })));
  test.each(faults)('a batch survives $outcome in $api, each row once', async (fault) => {
    const writer = await open();
    const api = fault.api as 'Produce';
    for (const batchId of [0, 1]) {
      broker.faults.failNext(api, { outcome: fault.outcome });
      const rows = batch(Alert, alerts(`${batchId}a`, `${batchId}b`, `${batchId}c`));
      await writer.write(rows, inBatch(batchId, queryId));
    }
    expect(broker.faults.pending).toBe(0);
    expect(idsIn()).toEqual(['0a', '0b', '0c', '1a', '1b', '1c']);
  });

  test('a batch that never gets through ends with the error, and nothing of it stays open', async () => {
    const writer = await open();
    const count = Number.POSITIVE_INFINITY;
    broker.faults.failNext('TxnOffsetCommit', { outcome: 'INVALID_TXN_STATE', count });
    const error = await failing(writer.write(batch(Alert, alerts('a')), inBatch(0, queryId)));
    expect(error.condition).toBe('KAFKA.REQUEST_FAILED');
    expect(broker.requests.count('TxnOffsetCommit')).toBe(3);
    expect(idsIn()).toEqual([]);
    for (const partition of [0, 1, 2]) {
      const stable = broker.lastStableOffset('alerts', partition);
      expect(stable).toBe(broker.endOffset('alerts', partition));
    }
    broker.faults.clear();
    await writer.write(batch(Alert, alerts('a')), inBatch(0, queryId, true));
    expect(idsIn()).toEqual(['a']);
  });

  test('a broker that restarts between two batches, and in one, is waited for', async () => {
    const writer = await open();
    await writer.write(batch(Alert, alerts('a')), inBatch(0, queryId));
    await broker.restart();
    const writing = writer.write(batch(Alert, alerts('b', 'c')), inBatch(1, queryId));
    await broker.requests.reached('Produce', 2);
    await broker.restart();
    await writing;
    expect(idsIn()).toEqual(['a', 'b', 'c']);
  });

  test('a transaction that timed out ends the query with a hint, and the next run has its rows', async () => {
    const writer = await open();
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    broker.faults.failNext('TxnOffsetCommit', { until });
    const writing = writer.write(batch(Alert, alerts('slow')), inBatch(0, queryId));
    await broker.requests.reached('TxnOffsetCommit', 1);
    broker.expireTransaction(`tidemark-${queryId}-alerts`);
    release();
    const error = await failing(writing);
    expect(error.condition).toBe('KAFKA.FENCED');
    expect(error.message).toContain('raise transactionTimeoutMs');
    const next = await open();
    await next.write(batch(Alert, alerts('slow')), inBatch(0, queryId, true));
    expect(idsIn()).toEqual(['slow']);
  });

  test('a marker is the number of the next batch, for a group of the name of the transactional id', async () => {
    const writer = await open();
    await writer.write(batch(Alert, alerts('a', 'b')), inBatch(7, queryId));
    expect(broker.committedOffset(`tidemark-${queryId}-alerts`, 'alerts', 0)).toMatchObject({
      offset: 8,
      metadata: '{"batchId":7,"rows":2}',
    });
  });

  test('a batch without rows asks nothing of the brokers', async () => {
    const writer = await open();
    broker.requests.reset();
    await writer.write(batch(Alert, []), inBatch(0, queryId));
    expect(broker.requests.count('Metadata') + broker.requests.count('EndTxn')).toBe(0);
  });

  test('at-least-once uses no transactions, and repeats requests without doubling', async () => {
    const writer = await open({ delivery: 'at-least-once' });
    broker.faults.failNext('Produce', { outcome: 'drop-after' });
    await writer.write(batch(Alert, alerts('a', 'b')), inBatch(0, queryId));
    expect(idsIn('read_uncommitted')).toEqual(['a', 'b']);
    expect(broker.requests.count('EndTxn')).toBe(0);
    expect(broker.batches('alerts', 0).some((each) => each.isTransactional)).toBe(false);
  });
});
