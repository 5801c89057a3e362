import type { RecordToProduce } from '@tidemark/kafka-testkit';
import { Skip } from '../outcome.ts';
import { collect } from '../runner/collect.ts';
import { type Json, type JsonObject, listOf, textOf } from '../scenario.ts';
import { checkTable } from '../values/check-table.ts';
import { checkSame, type Steps } from './step.ts';

export const KAFKA: Steps = [
  [
    'produce',
    ({ world }, value) => {
      const { topic, partition, values } = value as JsonObject;
      return world.broker.produce(textOf(topic), partitionOf(partition), valuesOf(values, value));
    },
  ],
  [
    'produceRecords',
    ({ world }, value) => {
      const { topic, partition, records } = value as JsonObject;
      return world.broker.produce(
        textOf(topic),
        partitionOf(partition),
        listOf(records).map(recordOf),
      );
    },
  ],
  [
    'transaction',
    ({ world }, value) => {
      const { topic, partition, values, end } = value as JsonObject;
      return world.broker.produceInTransaction(
        textOf(topic),
        Number(partition),
        valuesOf(values, value),
        end === undefined ? undefined : textOf(end),
      );
    },
  ],
  ['endTransaction', ({ world }, end) => world.broker.endTransaction(textOf(end))],
  [
    'setPartitions',
    async ({ world }, value) => {
      for (const [topic, partitions] of Object.entries(value as JsonObject)) {
        await world.broker.setPartitions(topic, Number(partitions));
      }
    },
  ],
  [
    'expectTopic',
    async ({ world }, expected) => {
      const { topic, values } = expected as JsonObject;
      const records = await world.broker.records(textOf(topic));
      const rows = records.map(({ value }) => [Number(textIn(value))]);
      checkTable(listOf(values), { columns: [['value', 'int']], rows }, {});
    },
  ],
  [
    'expectTopicPartitions',
    async ({ world }, expected) => {
      const { topic, partitions } = expected as JsonObject;
      if (partitions === undefined) throw new Skip('not run: one spread of records beside another');
      const found = await world.broker.records(textOf(topic));
      const filled = new Set(found.map(({ partition }) => partition));
      checkSame('partitions', sorted([...filled]), sorted(listOf(partitions).map(Number)));
    },
  ],
  [
    'expectTopicRecords',
    async ({ world }, expected) => {
      const { topic, records } = expected as JsonObject;
      const found = await world.broker.records(textOf(topic));
      const rows = found.map(
        ({ value, headers }): Json => [
          textIn(value),
          headers.map(({ key, value: bytes }) => [key, textIn(bytes, 'base64')]),
        ],
      );
      const header = { struct: [['key', 'string'] as const, ['value', 'binary'] as const] };
      const columns = [
        ['value', 'string'],
        ['headers', { array: header }],
      ] as const;
      checkTable(listOf(records), { columns, rows }, {});
    },
  ],
  [
    'expectBatchRead',
    async (query, expected) => {
      const table = await collect(query.frame());
      checkTable(listOf(expected), table, { columns: query.columns });
    },
  ],
];

function textIn(bytes: Uint8Array | null, encoding: 'utf8' | 'base64' = 'utf8'): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString(encoding);
}

const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);

function partitionOf(json: Json | undefined): number | undefined {
  return typeof json === 'number' ? json : undefined;
}

function valuesOf(values: Json | undefined, step: Json): readonly RecordToProduce[] {
  const { timestampMs } = step as JsonObject;
  const time = timestampMs === undefined ? {} : { timestampMs: Number(timestampMs) };
  return listOf(values).map((value) => ({ value: textOf(value), ...time }));
}

function recordOf(json: Json): RecordToProduce {
  const { key = null, value = null, headers } = json as JsonObject;
  return {
    key: key === null ? null : textOf(key),
    value: value === null ? null : textOf(value),
    headers: listOf(headers).map((header) => {
      const [name, content] = listOf(header);
      return [textOf(name), textOf(content)] as const;
    }),
  };
}
