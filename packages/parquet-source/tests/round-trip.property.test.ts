// Law: what the sink wrote, the source reads: the same values of every type, in the same order, with
// nulls, any text, any kind of vector, selections and several batches in one file.
import type {
  DataType,
  Dictionary,
  Field,
  InternalValue,
  RecordBatch,
  Row,
  Schema,
  Vector,
} from '@tidemark/core/connector';
import { batchOf, readValue, recordBatch, vectorOf } from '@tidemark/core/connector';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parquetSource } from '../src/index.ts';
import { openReader, temporaryFolder, writeBatches } from './read-source.ts';

const micros = fc.integer({ min: -62_135_596_800_000_000, max: 9_000_000_000_000_000 });
const text = fc.string({ unit: 'grapheme', maxLength: 6 });

/** Types with the values they take. */
const scalars: readonly (readonly [DataType, fc.Arbitrary<InternalValue>])[] = [
  [{ kind: 'boolean' }, fc.boolean()],
  [{ kind: 'byte' }, fc.integer({ min: -128, max: 127 })],
  [{ kind: 'short' }, fc.integer({ min: -32_768, max: 32_767 })],
  [{ kind: 'int' }, fc.integer()],
  [{ kind: 'long' }, fc.maxSafeInteger()],
  [{ kind: 'long' }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(safeOrBig)],
  [{ kind: 'float' }, fc.float()],
  [{ kind: 'double' }, fc.double()],
  [
    { kind: 'decimal', precision: 38, scale: 10 },
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  ],
  [
    { kind: 'decimal', precision: 9, scale: 2 },
    fc.bigInt({ min: -999_999_999n, max: 999_999_999n }),
  ],
  [{ kind: 'string' }, text],
  [{ kind: 'binary' }, fc.uint8Array({ maxLength: 5 })],
  [{ kind: 'date' }, fc.integer({ min: -719_162, max: 2_932_896 })],
  [{ kind: 'timestamp' }, micros],
  [{ kind: 'timestamp_ntz' }, micros],
];

function safeOrBig(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

interface Column {
  readonly field: Omit<Field, 'name'>;
  readonly values: fc.Arbitrary<InternalValue>;
}

const scalar: fc.Arbitrary<Column> = fc
  .tuple(fc.constantFrom(...scalars), fc.boolean())
  .map(([[dataType, values], nullable]) => ({
    field: { dataType, nullable },
    values: nullable ? fc.option(values) : values,
  }));

const column: fc.Arbitrary<Column> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.tuple(scalar, fc.boolean()).map(arrayOf) },
  { weight: 1, arbitrary: fc.tuple(scalar, fc.boolean()).map(mapOf) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(scalar, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(structOf),
  },
);

function maybe(dataType: DataType, values: fc.Arbitrary<InternalValue>, nullable: boolean): Column {
  return { field: { dataType, nullable }, values: nullable ? fc.option(values) : values };
}

function arrayOf([{ field, values }, nullable]: [Column, boolean]): Column {
  const type = { kind: 'array', element: field.dataType, containsNull: field.nullable } as const;
  return maybe(type, fc.array(values, { maxLength: 4 }), nullable);
}

function mapOf([{ field, values }, nullable]: [Column, boolean]): Column {
  const value = { value: field.dataType, valueContainsNull: field.nullable };
  const type = { kind: 'map', key: { kind: 'string' }, ...value } as const;
  return maybe(type, fc.array(fc.tuple(text, values), { maxLength: 4 }), nullable);
}

function structOf([columns, nullable]: [Column[], boolean]): Column {
  const fields = columns.map(({ field }, i) => ({ ...field, name: `f${i}` }));
  const values = fc.tuple(...columns.map((inner) => inner.values));
  return maybe({ kind: 'struct', fields }, values, nullable);
}

/** The same strings as codes; the dictionary is larger than the batch, and nulls have no code. */
function asDictionary(values: readonly InternalValue[]): Vector {
  const entries = ['unused', ...new Set(values.filter((value) => value !== null))] as string[];
  const dictionary: Dictionary = {
    size: entries.length,
    text: (code) => entries[code] as string,
    bytes: (code) => new TextEncoder().encode(entries[code]),
  };
  const codes = Int32Array.from(values, (value) => entries.indexOf(value as string));
  const nulls = Uint8Array.from(values, (value) => (value === null ? 1 : 0));
  return { kind: 'dictionary', length: values.length, nulls, codes, dictionary };
}

interface Piece {
  readonly columns: readonly (readonly InternalValue[])[];
  readonly selection: readonly boolean[];
  readonly useDictionary: boolean;
}

const table: fc.Arbitrary<{ columns: Column[]; pieces: Piece[] }> = fc
  .array(column, { minLength: 1, maxLength: 5 })
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      pieces: fc.array(
        fc.nat({ max: 12 }).chain((length) => {
          const exactly = { minLength: length, maxLength: length };
          return fc.record({
            columns: fc.tuple(...columns.map(({ values }) => fc.array(values, exactly))),
            selection: fc.array(fc.boolean(), exactly),
            useDictionary: fc.boolean(),
          });
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  );

function batchOfPiece(schema: Schema, { columns, selection, useDictionary }: Piece): RecordBatch {
  const vectors = schema.fields.map(({ dataType }, c) =>
    useDictionary && dataType.kind === 'string'
      ? asDictionary(columns[c] as InternalValue[])
      : vectorOf(columns[c] as InternalValue[], dataType),
  );
  const chosen = selection.flatMap((isChosen, row) => (isChosen ? [row] : []));
  return {
    ...recordBatch(schema, vectors, selection.length),
    selection: chosen.length === selection.length ? undefined : Int32Array.from(chosen),
  };
}

function valuesOf(batches: readonly RecordBatch[], schema: Schema): InternalValue[][] {
  return batches.flatMap((batch) =>
    Array.from(batch.selection ?? Array(batch.length).keys(), (row) =>
      schema.fields.map(({ dataType }, c) => readValue(batch.columns[c] as Vector, row, dataType)),
    ),
  );
}

test('a table survives the way to disk and back', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('snappy' as const, 'zstd' as const),
      async (from, compression) => {
        const schema = {
          fields: from.columns.map(({ field }, i) => ({ ...field, name: `c${i}` })),
        } as Schema<Row>;
        const batches = from.pieces.map((piece) => batchOfPiece(schema, piece));
        const path = await temporaryFolder();
        await writeBatches({ path, compression }, [batchOf(schema, batches)]);

        const reader = await openReader(parquetSource({ path, schema }));
        const { end } = await reader.planBatch(null, { ignoreLimits: true });
        const read: RecordBatch[] = [];
        for await (const { rows } of reader.read({ start: null, end })) read.push(rows);
        expect(valuesOf(read, schema)).toEqual(valuesOf(batches, schema));
      },
    ),
    { numRuns: 150 },
  );
}, 30_000);
