import { json, schema, string } from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import { type KafkaSourceOptions, kafkaSource } from '../src/index.ts';

const brokers = 'localhost:9092';

describe('options that cannot work are refused before anything is opened', () => {
  const topic = 'orders';
  const cases: readonly (readonly [Partial<KafkaSourceOptions>, string])[] = [
    [{}, '"topic" must be given, or subscribePattern, or assign'],
    [{ topic, subscribePattern: /o/ }, '"topic" must be given, or subscribePattern, or assign'],
    [{ topic: 'a,,b' }, '"topic" has an empty name'],
    [{ topic: [] }, '"topic" has an empty name'],
    [{ assign: { orders: [] } }, '"assign" must name partitions of orders'],
    [{ assign: { orders: [-1] } }, '"assign" must name partitions of orders'],
    [{ topic, maxOffsetsPerTrigger: 0 }, '"maxOffsetsPerTrigger" is 0'],
    [{ topic, minOffsetsPerTrigger: 1.5 }, '"minOffsetsPerTrigger" is 1.5'],
    [
      { topic, minOffsetsPerTrigger: 5, maxOffsetsPerTrigger: 4 },
      '"minOffsetsPerTrigger" is larger than maxOffsetsPerTrigger',
    ],
    [{ topic, maxTriggerDelay: '1 minute' }, '"maxTriggerDelay" needs minOffsetsPerTrigger'],
    [{ topic, startingOffsets: { orders: { 0: -3 } } }, '"startingOffsets" says -3'],
    [{ topic, endingOffsets: { orders: { 0: -2 } } }, '"endingOffsets" says -2'],
    [{ topic, startingTimestampMs: -1 }, '"startingTimestampMs" says -1, which is no time'],
    [{ topic, endingTimestampMs: Number.NaN }, '"endingTimestampMs" says NaN'],
    [
      { topic, startingOffsetsByTimestamp: { orders: { 0: 1.5 } } },
      '"startingOffsetsByTimestamp" says 1.5',
    ],
    [{ topic, commitOffsetsTo: '' }, '"commitOffsetsTo" is empty'],
    [
      { topic, includeHeaders: true, value: json(schema({ id: string() })) as never },
      '"includeHeaders" adds a column',
    ],
  ];
  test.each(cases)('%o: %s', (options, problem) => {
    expect(() => kafkaSource({ brokers, ...options })).toThrow(`The Kafka option ${problem}`);
  });
});

test('a source says what it reads, without a secret', () => {
  const sasl = { mechanism: 'plain', username: 'u', password: 'secret' } as const;
  const descriptionOf = (options: Partial<KafkaSourceOptions>): string =>
    kafkaSource({ brokers, sasl, ...options }).description;
  expect(descriptionOf({ topic: 'orders' })).toBe('kafka(orders)');
  expect(descriptionOf({ topic: ['a', 'b'] })).toBe('kafka(a,b)');
  expect(descriptionOf({ subscribePattern: /clicks\..*/ })).toBe('kafka(/clicks\\..*/)');
  expect(descriptionOf({ assign: { orders: [0], returns: [1] } })).toBe('kafka(orders,returns)');
});

test('minPartitions is taken and ignored, with a word', () => {
  const warnings: string[] = [];
  const logger = { warn: (text: string) => void warnings.push(text), debug: () => undefined };
  kafkaSource({ brokers, topic: 'orders', minPartitions: 8, logger });
  expect(warnings).toEqual([expect.stringContaining('minPartitions is ignored')]);
});
