// What Apache Kafka 4.4.0 answered, byte for byte, to requests that the test broker does not serve.
import { expect, test } from 'vitest';
import type { ApiRequest } from '../src/protocol/api-request.ts';
import { ByteReader } from '../src/protocol/byte-reader.ts';
import { ByteWriter } from '../src/protocol/byte-writer.ts';
import { configRequest } from '../src/protocol/describe-configs.ts';
import { describeTransactionRequest } from '../src/protocol/describe-transactions.ts';
import { offsetCommitRequest } from '../src/protocol/offset-commit.ts';
import { topicMetadataRequest } from '../src/protocol/topic-metadata.ts';

function read<T>(request: ApiRequest<T>, hex: string): T {
  return request.read(new ByteReader(Buffer.from(hex, 'hex'), request.name)).response;
}

function written(request: ApiRequest<unknown>): string {
  const writer = new ByteWriter();
  request.write(writer);
  return Buffer.from(writer.bytes).toString('hex');
}

/** Text as the protocol has it behind its length. */
const text = (value: string): string => Buffer.from(value).toString('hex');

test('Metadata 12 tells the id of a topic and who leads it', () => {
  const request = topicMetadataRequest('orders');
  expect(written(request)).toBe(`0002${'00'.repeat(16)}07${text('orders')}00000000`);
  const hex =
    '000000000002000000010a3132372e302e302e31000091c50000177345516357455a4d74506c655236344d4c774d377a67000000' +
    '01020000076f726465727314a473a326974d0597ea866f8b51289900030000000000000000000100000000020000000102000000' +
    '0101000000000000010000000100000000020000000102000000010100800000000000';
  expect(read(request, hex)).toEqual({
    brokers: [{ nodeId: 1, host: '127.0.0.1', port: 37317 }],
    controllerId: 1,
    topics: [
      {
        topic: 'orders',
        id: 'FKRzoyaXTQWX6oZvi1EomQ',
        errorCode: 0,
        isInternal: false,
        partitions: [
          { partition: 0, errorCode: 0, leader: 1 },
          { partition: 1, errorCode: 0, leader: 1 },
        ],
      },
    ],
  });
});

test('DescribeConfigs 1 tells settings of topics and of brokers', () => {
  const ofTopic = configRequest('topic', 'orders', 'max.message.bytes');
  expect(written(ofTopic)).toBe(
    `00000001020006${text('orders')}000000010011${text('max.message.bytes')}00`,
  );
  const topicHex =
    '0000000000000001000000000200066f72646572730000000100116d61782e6d6573736167652e62797465730004323030300001' +
    '0000000000';
  expect(read(ofTopic, topicHex)).toEqual({ errorCode: 0, value: '2000' });
  const ofBroker = configRequest('broker', '1', 'offsets.retention.minutes');
  const brokerHex =
    '000000000000000100000000040001310000000100196f6666736574732e726574656e74696f6e2e6d696e757465730005313030' +
    '383001050000000000';
  expect(read(ofBroker, brokerHex)).toEqual({ errorCode: 0, value: '10080' });
});

test('OffsetCommit 5 answers by partition; the first error counts', () => {
  const offsets = new Map([
    [0, 0],
    [1, 5],
  ]);
  const request = offsetCommitRequest('lag', [{ topic: 'orders', offsets }]);
  expect(written(request)).toBe(
    `0003${text('lag')}ffffffff0000000000010006${text('orders')}00000002` +
      '0000000000000000000000000000' +
      '0000000100000000000000050000',
  );
  const loading = '000000000000000100066f72646572730000000200000000000e00000001000e';
  expect(read(request, loading)).toBe(14); // COORDINATOR_LOAD_IN_PROGRESS
  expect(read(request, '000000000000000100066f726465727300000002000000000000000000010000')).toBe(0);
});

test('DescribeTransactions 0 tells the state and whose it is', () => {
  const request = describeTransactionRequest('sink');
  expect(written(request)).toBe(`000205${text('sink')}00`);
  const hex =
    '00000000000200000573696e6b084f6e676f696e670000ea60000001a20ee82b870000000000000000000002076f726465727302' +
    '00000001000000';
  expect(read(request, hex)).toEqual({
    errorCode: 0,
    state: 'Ongoing',
    producerId: 0,
    producerEpoch: 0,
  });
});
