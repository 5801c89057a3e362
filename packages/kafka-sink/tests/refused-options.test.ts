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

test('a topic for records that are too large is given together with the wish to use it', () => {
  expect(() => kafkaSink({ ...at, onTooLarge: 'deadLetter' })).toThrow(
    `The Kafka option "onTooLarge" says 'deadLetter', which needs deadLetterTopic.`,
  );
  expect(() => kafkaSink({ ...at, deadLetterTopic: 'too-large' })).toThrow(
    `The Kafka option "deadLetterTopic" is given without onTooLarge: 'deadLetter'.`,
  );
});
