// Law: splitting gives every present row to exactly one folder, the one that its own values name,
// and the rows of a folder keep their order. The kind of vector makes no difference.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import { type RecordBatch, recordBatch } from '../../src/columnar/record-batch.ts';
import { vectorFromJs } from '../../src/columnar/row.ts';
import type { Dictionary, Vector } from '../../src/columnar/vector.ts';
import { partitionDirectory } from '../../src/formats/partition-path.ts';
import { type Partition, splitByPartition } from '../../src/sinks/file-sink/partitioning.ts';
import { presentRows } from '../../src/sinks/file-sink/present-rows.ts';
import { int, nullable, schema, string } from '../../src/types/schema.ts';

const Row = schema({ country: nullable(string()), day: nullable(int()), id: int() });
const COLUMNS = [
  { index: 0, name: 'country', dataType: { kind: 'string' } as const },
  { index: 1, name: 'day', dataType: { kind: 'int' } as const },
];
const texts = ['NL', 'DE', '', 'a/b', 'é', 'FR'];

const row = fc.record({
  country: fc.option(fc.constantFrom(...texts)),
  day: fc.option(fc.integer({ min: 0, max: 3 })),
  isPresent: fc.boolean(),
});

function strings(values: readonly (string | null)[], asDictionary: boolean): Vector {
  if (!asDictionary) return vectorFromJs(values, { kind: 'string' });
  const dictionary: Dictionary = {
    size: texts.length,
    text: (code) => texts[code] as string,
    bytes: (code) => new TextEncoder().encode(texts[code]),
  };
  const nulls = Uint8Array.from(values, (value) => (value === null ? 1 : 0));
  // The slot of a null may hold a code that the dictionary does not have.
  const codes = Int32Array.from(values, (value) => (value === null ? 99 : texts.indexOf(value)));
  return { kind: 'dictionary', length: values.length, nulls, codes, dictionary };
}

function idsByFolder(partitions: readonly Partition[]): Map<string, unknown[]> {
  return new Map(
    partitions.map(({ directory, batches }) => [
      directory,
      batches.flatMap((batch) =>
        Array.from(presentRows(batch), (at) =>
          readValue(batch.columns[2] as Vector, at, { kind: 'int' }),
        ),
      ),
    ]),
  );
}

test('rows go where their values say', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(row), fc.boolean())), (pieces) => {
      let id = 0;
      const expected = new Map<string, number[]>();
      const batches = pieces.map(([rows, asDictionary]): RecordBatch => {
        const selection: number[] = [];
        const ids = rows.map(({ country, day, isPresent }, at) => {
          id++;
          if (!isPresent) return id;
          selection.push(at);
          const folder = `${partitionDirectory('country', country)}/${partitionDirectory('day', day === null ? null : String(day))}`;
          expected.set(folder, [...(expected.get(folder) ?? []), id]);
          return id;
        });
        const columns = [
          strings(
            rows.map(({ country }) => country),
            asDictionary,
          ),
          vectorFromJs(
            rows.map(({ day }) => day),
            { kind: 'int' },
          ),
          vectorFromJs(ids, { kind: 'int' }),
        ];
        return {
          ...recordBatch(Row, columns, rows.length),
          selection: Int32Array.from(selection),
        };
      });
      const found = idsByFolder(splitByPartition(batches, COLUMNS));
      // Null and the empty string share a folder; their rows keep their order among themselves.
      const sorted = (map: Map<string, unknown[]>): [string, unknown[]][] =>
        [...map].map(([folder, ids]): [string, unknown[]] => [
          folder,
          folder.includes('HIVE_DEFAULT') ? ids.toSorted((a, b) => Number(a) - Number(b)) : ids,
        ]);
      expect(new Map(sorted(found))).toEqual(new Map(sorted(expected)));
    }),
  );
});
