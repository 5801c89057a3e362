import { expect, test } from 'vitest';
import { kafkaSink } from '../src/index.ts';

const at = { brokers: 'localhost:9092', topic: 'alerts' };

test.each(['kafka.key.serializer', 'kafka.value.serializer'])(
  '%s is refused, as Spark does',
  (option) => {
    expect(() => kafkaSink({ ...at, [option]: 'any' })).toThrow(
      `[KAFKA.INVALID_OPTION] The Kafka option "${option}" is not supported`,
    );
  },
);

test('an option that was misspelt is refused, with the name that was meant', () => {
  const options = { ...at, compresion: 'gzip' };
  expect(() => kafkaSink(options)).toThrow(
    "[OPTION.UNKNOWN] kafkaSink() has no option 'compresion'.",
  );
  expect(() => kafkaSink(options)).toThrow("Did you mean 'compression'?");
});
