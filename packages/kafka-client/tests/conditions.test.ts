import { Condition } from '@tidemark/core/connector';
import { describe, expect, it } from 'vitest';
import * as everything from '../src/index.ts';

/** Values for every parameter that some condition mentions. */
const SAMPLE = {
  topic: 'orders',
  partition: 3,
  offset: 42,
  limitBytes: 1000,
  broker: 'b:9092',
  brokers: 'b:9092,c:9092',
  request: 'Fetch',
  needed: 11,
  offered: 4,
  target: 'orders-3',
  reason: 'it is so',
  found: '2.3.0',
  expected: '2.2.4',
  missing: '',
  what: 'connection',
  from: 10,
  to: 15,
  transactionalId: 'q-sink',
  option: 'brokers',
  problem: 'is empty',
  sizeBytes: 2000,
  operation: 'Fetch for "orders-3"',
  producer: 'producer',
  of: 'the records to write',
  call: 'commit',
  state: 'ready',
  end: 50,
  waitedMs: 120000,
  code: 6,
  codeName: 'NOT_LEADER_OR_FOLLOWER',
  partitionCount: 2,
  codec: 'zstd',
  magic: 1,
  transactionTimeoutMs: 60000,
};

const exported: readonly unknown[] = Object.values(everything);
const conditions = exported.filter(
  (value): value is Condition<typeof SAMPLE> => value instanceof Condition,
);

describe('conditions', () => {
  it('have names of their own, in one area', () => {
    const names = conditions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(name).toMatch(/^KAFKA\.[A-Z_]+$/);
  });

  it('say what happened and why, and what to do next', () => {
    const texts = conditions.map((condition) => condition.error(SAMPLE).message);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "[KAFKA.BATCH_TOO_LARGE] The compressed batch at offset 42 of orders-3 expands to more than 1000 bytes.
        hint: Raise maxDecompressedBytes if batches of that size are expected; a small batch that expands without end is an attack on memory.
      [KAFKA.BROKER_TOO_OLD] The broker b:9092 offers Fetch up to version 4, and version 11 is needed.
        hint: Use Apache Kafka 2.3 or later, or a service compatible with it.
      [KAFKA.CLIENT_ERROR] Fetch for "orders-3" failed: it is so.
        hint: Check that ssl and sasl are what this listener of the broker expects.
      [KAFKA.CLIENT_VERSION] kafkajs 2.3.0 was loaded, but its inner parts are used and only those of 2.2.4 are known.
        hint: Install kafkajs exactly at 2.2.4, and remove overrides or resolutions that replace it.
      [KAFKA.CLOSED] The connection is closed.
        hint: Open a new one; a closed one cannot be used again.
      [KAFKA.CORRUPT_BATCH] The record batch at offset 42 of orders-3 is corrupt: it is so.
        hint: Check the disks of the partition leader; a healthy replica may be made leader. To go on without the batch, start a new query behind it.
      [KAFKA.DATA_LOSS] The log of orders-3 ends at 10, 5 records before the planned end 15: it was truncated, or the topic was deleted and created anew.
        hint: Raise the retention of the topic or read it sooner. Set failOnDataLoss to false to go on without these records.
      [KAFKA.FENCED] Another producer took over the transactional id "q-sink", or its transaction timed out; this one may no longer write.
        hint: Make sure that the query runs once only. If it does, raise transactionTimeoutMs above the time one batch takes.
      [KAFKA.INVALID_OPTION] The Kafka option "brokers" is empty.
        hint: Correct "brokers".
      [KAFKA.MALFORMED_RESPONSE] The answer to Fetch cannot be read: it is so.
        hint: Check that the address is that of a Kafka broker and that no proxy changes the bytes.
      [KAFKA.MESSAGE_TOO_LARGE] A record of 2000 bytes for orders-3 is larger than the topic accepts, 1000 bytes.
        hint: Raise max.message.bytes of the topic, switch compression on, or write smaller records; with onTooLarge: 'deadLetter' the sink sends such a record to another topic.
      [KAFKA.NOT_AUTHORIZED] The brokers refuse Fetch for "orders-3": it is so.
        hint: Check ssl and sasl, and the ACLs of the user for topics, groups and transactional ids.
      [KAFKA.PRODUCER_STATE] commit() was called while the producer is ready.
        hint: Call begin(), then send() and commitMarker(), then commit() or abort(), and await each.
      [KAFKA.PRODUCER_UNUSABLE] The producer failed before, and whether its last write happened is not known here.
        hint: Close it and open a new one: that settles the old transaction; then the marker tells whether it was committed.
      [KAFKA.READ_STALLED] Reading orders-3 made no progress from offset 42 towards 50 for 120000 ms: it is so.
        hint: Check that the partition has a leader and that no transaction stays open; then start again, ranges are read anew without harm.
      [KAFKA.REQUEST_FAILED] Fetch for "orders-3" failed with NOT_LEADER_OR_FOLLOWER (6).
        hint: Look up NOT_LEADER_OR_FOLLOWER in the broker's log; it names the cause.
      [KAFKA.TLS_FAILED] TLS with the Kafka broker "b:9092" could not be agreed: it is so.
        hint: Give the certificate of the brokers' authority as ssl.ca, use a name that is in their certificate, and check that the port is that of a listener with TLS.
      [KAFKA.TRANSACTION_TIMED_OUT] The broker aborted the transaction of "q-sink": it was open for more than 60000 ms.
        hint: Raise transactionTimeoutMs above the time one batch takes, or make batches smaller.
      [KAFKA.UNREACHABLE] No answer from the Kafka broker "b:9092,c:9092": it is so.
        hint: Check address and port, that the broker runs, that its advertised.listeners can be reached from here, and whether it wants ssl.
      [KAFKA.UNKNOWN_PARTITION] The topic "orders" has 2 partitions and no partition 3.
        hint: If the topic was created anew with fewer partitions, start the query with a new checkpoint.
      [KAFKA.UNKNOWN_TOPIC] The brokers at "b:9092,c:9092" know no topic "orders".
        hint: Create the topic, or check its spelling and the ACLs: without the right to describe it a topic looks unknown.
      [KAFKA.UNSUPPORTED_CODEC] The compression "zstd" of the records to write cannot be used: it is so.
        hint: Install the package named above, or set compression.type of the topic and its producers to gzip, snappy, lz4, zstd or none.
      [KAFKA.UNSUPPORTED_FORMAT] The message at offset 42 of orders-3 has format 1, from before Kafka 0.11; only format 2 can be read.
        hint: Set log.message.format.version of the topic to 0.11 or later and copy the old records into a new topic."
    `);
  });
});
