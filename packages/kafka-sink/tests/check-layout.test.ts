// What the sink refuses before anything is opened.
import {
  array,
  binary,
  decimal,
  double,
  int,
  long,
  type Schema,
  schema,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import { type KafkaSinkOptions, kafkaSink } from '../src/index.ts';

const brokers = 'localhost:9092';
type Options = Omit<KafkaSinkOptions<never>, 'brokers'>;

function refusal(of: Schema, options: Options): string {
  try {
    kafkaSink<never>({ brokers, ...options }).checkSchema?.(of);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('a query is refused at its start', () => {
  const Order = schema({ order_id: string(), price: double() });

  test('when columns are asked for and there is no value', () => {
    expect(refusal(Order, { topic: 't', format: 'columns' })).toMatchInlineSnapshot(`
      "[KAFKA_SINK.VALUE_COLUMN] In format 'columns' the Kafka sink needs a column 'value' of type string or binary, and the columns are order_id, price.
        hint: Select one, for example select((o) => ({ value: toJson(o) })), or write whole rows with format: 'json'."
    `);
    expect(
      refusal(schema({ value: double() }), { topic: 't', format: 'columns' }),
    ).toMatchInlineSnapshot(`
        "[KAFKA_SINK.VALUE_COLUMN] In format 'columns' the Kafka sink needs a column 'value' of type string or binary, and it is of type double.
          hint: Select one, for example select((o) => ({ value: toJson(o) })), or write whole rows with format: 'json'."
      `);
  });

  test('when nothing says where rows go', () => {
    expect(refusal(Order, {})).toMatchInlineSnapshot(`
      "[KAFKA_SINK.TOPIC_MISSING] The Kafka sink has no topic: neither the option nor a column 'topic'.
        hint: Give kafkaSink({ topic: '…' }), or a string column 'topic' together with the option markerTopic."
    `);
    const named = schema({ topic: string(), id: int() });
    expect(refusal(named, { markerTopic: 'm' })).toContain('KAFKA_SINK.TOPIC_MISSING');
  });

  test('when rows name their topics and nothing says where the marker is kept', () => {
    const Routed = schema({ topic: string(), value: string() });
    expect(refusal(Routed, {})).toMatchInlineSnapshot(`
      "[KAFKA_SINK.MARKER_TOPIC_MISSING] The column 'topic' says where rows go, so the Kafka sink does not know which topic to keep its batch marker under.
        hint: Give the option markerTopic, the name of a topic that stays; or delivery: 'at-least-once', which needs no marker."
    `);
    expect(refusal(Routed, { markerTopic: 'm' })).toBe('');
    expect(refusal(Routed, { delivery: 'at-least-once' })).toBe('');
  });

  test('when a column has a type that its part of the record cannot have', () => {
    const columns = { topic: 't', format: 'columns' } as const;
    const value = string();
    expect(refusal(schema({ value, partition: long() }), columns)).toMatchInlineSnapshot(`
      "[KAFKA_SINK.COLUMN_TYPE] The Kafka sink reads the column 'partition' as int, but it is bigint.
        hint: Cast 'partition' to int, or rename it."
    `);
    for (const wrong of [
      schema({ value, key: double() }),
      schema({ value, topic: binary() }),
      schema({ value, timestamp: long() }),
      schema({ value, headers: array(string()) }),
    ]) {
      expect(refusal(wrong, columns)).toContain('KAFKA_SINK.COLUMN_TYPE');
      expect(refusal(wrong, { topic: 't', format: 'json', key: 'value' })).toBe('');
    }
    const headers = array(struct({ key: string(), value: binary() }));
    const right = schema({
      value,
      key: binary(),
      partition: int(),
      timestamp: timestamp(),
      headers,
    });
    expect(refusal(right, columns)).toBe('');
  });

  test('when the key is no column, or one that has no text of its own', () => {
    expect(refusal(Order, { topic: 't', key: 'id' })).toMatchInlineSnapshot(`
      "[KAFKA_SINK.COLUMN_MISSING] The option key of the Kafka sink names the column 'id', and the rows have order_id, price.
        hint: Name one of these, or give key as a function of the row."
    `);
    expect(refusal(Order, { topic: 't', key: 'price' })).toMatchInlineSnapshot(`
      "[KAFKA_SINK.COLUMN_TYPE] The Kafka sink reads the column 'price' as string, binary or an integer, but it is double.
        hint: Cast 'price' to string, binary or an integer, or rename it."
    `);
    const Money = schema({ amount: decimal(10, 2) });
    expect(refusal(Money, { topic: 't', key: 'amount' })).toContain('COLUMN_TYPE');
  });
});

test('a column value of text or bytes makes records of columns, anything else whole rows', () => {
  expect(refusal(schema({ value: string(), partition: string() }), { topic: 't' })).toContain(
    "reads the column 'partition' as int",
  );
  expect(refusal(schema({ value: double(), partition: string() }), { topic: 't' })).toBe('');
});

test('its name, guarantee and description need no broker, and show no secret', () => {
  const sasl = { mechanism: 'plain', username: 'u', password: 'secret' } as const;
  const sink = kafkaSink({ brokers, topic: 'alerts', sasl });
  expect(JSON.stringify(sink)).toBe(
    '{"name":"kafka","description":"kafka(alerts)","outputModes":["append","update","complete"],"deliveryGuarantee":"exactly-once"}',
  );
  const lax = kafkaSink({ brokers, topic: 'alerts', delivery: 'at-least-once' });
  expect(lax.deliveryGuarantee).toBe('at-least-once');
});
