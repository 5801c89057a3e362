import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokerConnection } from '../src/connection/broker-connection.ts';
import { systemClock } from '../src/connection/clock.ts';
import { fetchCommittedOffset } from '../src/connection/committed-offset.ts';
import type { KafkajsBroker, KafkajsRequest } from '../src/connection/kafkajs-internals.ts';
import { MALFORMED_RESPONSE, NOT_AUTHORIZED, REQUEST_FAILED } from '../src/index.ts';
import { ByteReader } from '../src/protocol/byte-reader.ts';
import { ByteWriter } from '../src/protocol/byte-writer.ts';
import { errorCodeName } from '../src/protocol/error-code.ts';
import { fetchRequest } from '../src/protocol/fetch.ts';
import { offsetFetchRequest } from '../src/protocol/offset-fetch.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('the fields of the protocol', () => {
  it('come out as they went in, however small the first buffer', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer(),
        fc.string(),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(),
        (long, int, text, bytes, unsigned) => {
          const writer = new ByteWriter(1);
          writer.int64(long).int32(int).string(text).string(null).bytesField(bytes);
          writer.unsignedVarint(unsigned).compactString(text).noTags().int16(-2).int8(-3);
          const reader = new ByteReader(Buffer.from(writer.bytes), 'Test');
          expect(reader.int64()).toBe(long);
          expect(reader.int32()).toBe(int);
          expect(reader.string()).toBe(text);
          expect(reader.nullableString()).toBeNull();
          expect(reader.bytes()).toEqual(Buffer.from(bytes));
          expect(reader.unsignedVarint()).toBe(unsigned);
          expect(reader.compactString()).toBe(text);
          reader.skipTags();
          expect(reader.int16()).toBe(-2);
          expect(reader.int8()).toBe(-3);
        },
      ),
    );
  });

  it('are refused by name when they end early, promise too much, or pass 2^53', () => {
    for (const read of [
      () => new ByteReader(hex('0001'), 'Test').int32(),
      () => new ByteReader(hex('7fffffff'), 'Test').array(() => 0),
      () => new ByteReader(hex('7fffffffffffffff'), 'Test').int64(),
      () => new ByteReader(hex('0010 41'), 'Test').string(),
      () => new ByteReader(hex('ff'), 'Test').compactArray(() => 0),
      () => new ByteReader(hex('ffffffffff01'), 'Test').unsignedVarint(),
    ]) {
      expect(read).toThrow(/\[KAFKA.MALFORMED_RESPONSE\] The answer to Test cannot be read/);
    }
    expect(MALFORMED_RESPONSE.kind).toBe('connector');
  });

  it('name codes that are not known by their number', () => {
    expect(errorCodeName(6)).toBe('NOT_LEADER_OR_FOLLOWER');
    expect(errorCodeName(4711)).toBe('ERROR_4711');
  });
});

describe('a fetch', () => {
  it('gives every partition the error of the whole answer', () => {
    const limits = {
      isolation: 'read_committed',
      maxWaitMs: 1,
      minBytes: 1,
      maxBytes: 1,
      partitionMaxBytes: 1,
    } as const;
    const request = fetchRequest('t', [{ partition: 0, offset: 0 }], limits);
    const answer = hex(
      '00000007 0047 00000000 00000001 0001 74 00000001 00000000 0000' +
        'ffffffffffffffff ffffffffffffffff ffffffffffffffff ffffffff ffffffff ffffffff',
    );
    const { throttleMs, response } = request.read(new ByteReader(answer, 'Fetch'));
    expect(throttleMs).toBe(7);
    expect(response).toMatchObject([{ partition: 0, errorCode: 0x47, abortedTransactions: [] }]);
  });
});

describe('the offset a group committed', () => {
  // Empty header tags, throttle 0, topic "t", partition 0, offset, leader epoch, metadata "m", code, tags.
  const answer = (offset: string, code: string, topCode = '0000'): Buffer =>
    hex(`00 00000000 02 02 74 02 00000000 ${offset} ffffffff 02 6d ${code} 00 00 ${topCode} 00`);

  it('is asked for so that the broker must not answer while a transaction is in doubt', () => {
    const writer = new ByteWriter();
    offsetFetchRequest('g', 't', 3).write(writer);
    expect(writer.bytes).toEqual(hex('00 02 67 02 02 74 02 00000003 00 01 00'));
  });

  it('is found, or not there, or in doubt, or refused', async () => {
    const ask = (payload: Buffer): ReturnType<typeof fetchCommittedOffset> =>
      fetchCommittedOffset(answering(payload), 'g', 't', 0);
    expect(await ask(answer('0000000000000007', '0000'))).toEqual({ offset: 7, metadata: 'm' });
    expect(await ask(answer('ffffffffffffffff', '0000'))).toBeUndefined();
    const inDoubt: unknown = await ask(answer('ffffffffffffffff', '0058')).catch((e: unknown) => e);
    expect(REQUEST_FAILED.is(inDoubt) && inDoubt.parameters.codeName).toBe(
      'UNSTABLE_OFFSET_COMMIT',
    );
    const refused: unknown = await ask(answer('ffffffffffffffff', '0000', '001e')).catch(
      (e: unknown) => e,
    );
    expect(NOT_AUTHORIZED.is(refused)).toBe(true);
  });
});

/** A broker of Kafka 2.5 that answers everything with these bytes. */
function answering(payload: Buffer): BrokerConnection {
  const sockets = [{ isConnected: () => true }, { isConnected: () => true }];
  const send = async <T>({ response }: KafkajsRequest<T>): Promise<T> =>
    response.parse(await response.decode(payload));
  const broker: unknown = {
    connectionPool: { pool: sockets, send },
    versions: { 9: { maxVersion: 7 } },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of it is touched
  return new BrokerConnection('b', 9092, broker as KafkajsBroker, {
    clock: systemClock,
    requestTimeoutMs: 1_000,
    connectTimeoutMs: 1_000,
  });
}
