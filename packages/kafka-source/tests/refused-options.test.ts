import { describe, expect, test } from 'vitest';
import { kafkaSource } from '../src/index.ts';

const at = { brokers: 'localhost:9092', topic: 'orders' };

describe('settings of the consumer that Spark refuses are refused with the reason', () => {
  test.each([
    ['kafka.auto.offset.reset', 'startingOffsets says where a query begins'],
    ['auto.offset.reset', 'startingOffsets says where a query begins'],
    ['kafka.enable.auto.commit', 'the checkpoint keeps the offsets'],
    ['kafka.interceptor.classes', 'may break the query'],
    ['kafka.key.deserializer', 'keys are bytes'],
    ['kafka.value.deserializer', 'values are bytes'],
  ])('%s', (option, reason) => {
    const use = (): unknown => kafkaSource({ ...at, [option]: 'any' });
    expect(use).toThrow(`[KAFKA.INVALID_OPTION] The Kafka option "${option}" is not supported`);
    expect(use).toThrow(reason);
  });
});

test('an option that was misspelt is refused, with the name that was meant', () => {
  const options = { ...at, startingOffset: 'earliest' };
  expect(() => kafkaSource(options)).toThrow(
    "[OPTION.UNKNOWN] kafkaSource() has no option 'startingOffset'.",
  );
  expect(() => kafkaSource(options)).toThrow("Did you mean 'startingOffsets'?");
});
