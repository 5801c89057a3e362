import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteDictionary } from '../../src/columnar/byte-dictionary.ts';
import { ByteReader } from '../../src/columnar/byte-reader.ts';
import { ByteWriter } from '../../src/columnar/byte-writer.ts';
import { gather } from '../../src/columnar/gather.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import { slice } from '../../src/columnar/slice.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { readColumns, writeColumns } from '../../src/columnar/vector-codec.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import {
  BINARY,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INT,
  LONG,
  STRING,
  WINDOW,
} from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';

// Law: columns that are written and read again hold the same values, wherever in memory the bytes lie.

const text = fc.string({ unit: 'binary', maxLength: 12 });
const double = fc.double();
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(values, { nil: null });

const BOXED_STRUCT: DataType = {
  kind: 'struct',
  fields: [
    { name: 'a', dataType: { kind: 'array', element: STRING, containsNull: true }, nullable: true },
    { name: 'b', dataType: INT, nullable: true },
  ],
};
const COLUMNS: readonly (readonly [DataType, fc.Arbitrary<InternalValue>])[] = [
  [BOOLEAN, fc.boolean()],
  [INT, fc.integer()],
  [DATE, fc.integer()],
  [DOUBLE, double],
  [LONG, fc.maxSafeInteger()],
  [LONG, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(safeOrBig)],
  [STRING, text],
  [BINARY, fc.uint8Array({ maxLength: 10 })],
  [WINDOW, fc.tuple(double, double)],
  [BOXED_STRUCT, fc.tuple(orNull(fc.array(orNull(text), { maxLength: 3 })), orNull(fc.integer()))],
  [
    { kind: 'decimal', precision: 38, scale: 0 },
    fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
  ],
  [
    { kind: 'map', key: STRING, value: DOUBLE, valueContainsNull: true },
    fc.array(fc.tuple(text, orNull(double)), { maxLength: 3 }),
  ],
  [
    { kind: 'array', element: BOOLEAN, containsNull: false },
    fc.array(fc.boolean(), { maxLength: 3 }),
  ],
];

function safeOrBig(value: bigint): InternalValue {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** As SQL sees it: -0.0 inside of a list is 0.0. */
function plain(value: InternalValue): unknown {
  if (Array.isArray(value)) return (value as readonly InternalValue[]).map(plain);
  if (value instanceof Uint8Array) return [...value];
  return typeof value === 'number' ? value + 0 : value;
}

function withDictionary(vector: Vector, type: DataType): Vector {
  if (vector.kind !== 'bytes' || type.kind !== 'string') return vector;
  const dictionary = new ByteDictionary();
  const codes = Int32Array.from(vector.starts, (start, i) =>
    dictionary.intern(vector.bytes, start, vector.lengths[i] as number),
  );
  return { kind: 'dictionary', length: vector.length, nulls: vector.nulls, codes, dictionary };
}

describe('columns on disk', () => {
  it('hold the same values when they are read again', () => {
    const scenario = fc
      .tuple(fc.array(fc.nat({ max: COLUMNS.length - 1 }), { maxLength: 5 }), fc.nat({ max: 40 }))
      .chain(([columns, length]) =>
        fc.tuple(
          fc.constant(columns.map((c) => (COLUMNS[c] as (typeof COLUMNS)[number])[0])),
          fc.tuple(
            ...columns.map((c) =>
              fc.array(fc.option((COLUMNS[c] as (typeof COLUMNS)[number])[1], { freq: 5 }), {
                minLength: length,
                maxLength: length,
              }),
            ),
          ),
          fc.constant(length),
          fc.nat({ max: 9 }),
          fc.boolean(),
        ),
      );
    fc.assert(
      fc.property(scenario, ([types, values, length, padding, asDictionary]) => {
        const vectors = types.map((type, c) => {
          const vector = vectorOf(values[c] as InternalValue[], type);
          return asDictionary ? withDictionary(vector, type) : vector;
        });
        const out = new ByteWriter(8);
        for (let i = 0; i < padding; i++) out.u8(0xee);
        writeColumns(out, vectors, length);
        const input = new ByteReader(out.written.subarray(padding));
        const read = readColumns(input);
        expect(input.isAtEnd).toBe(true);
        expect(read.length).toBe(length);
        for (const [c, type] of types.entries()) {
          const column = read.columns[c] as Vector;
          const back = Array.from({ length }, (_, row) => plain(readValue(column, row, type)));
          const original = vectors[c] as Vector;
          const expected = Array.from({ length }, (_, row) =>
            plain(readValue(original, row, type)),
          );
          expect(back).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are right for a slice of them, and for text whose bytes lie in any order', () => {
    const vectors = [
      vectorOf(['one', null, 'three', '', 'five'], STRING),
      vectorOf([1, 2, null, 4, 5], LONG),
      vectorOf([[1, 2], null, [5, 6], [7, 8], [9, 10]], WINDOW),
      gather(vectorOf(['a', 'bb', 'ccc'], STRING), Int32Array.of(2, 0, 1, 0, 2)),
      { ...vectorOf(['x', '', 'y', 'z', 'w'], STRING), nulls: Uint8Array.of(0, 0, 0, 1, 0) },
    ];
    const types = [STRING, LONG, WINDOW, STRING, STRING];
    for (const [start, count] of [
      [0, 5],
      [1, 3],
      [4, 1],
      [2, 0],
    ] as const) {
      const out = new ByteWriter();
      writeColumns(
        out,
        vectors.map((vector) => slice(vector, start, count)),
        count,
      );
      const { columns } = readColumns(new ByteReader(out.written));
      for (const [c, vector] of vectors.entries()) {
        const type = types[c] ?? STRING;
        const values = (from: Vector, first: number): unknown[] =>
          Array.from({ length: count }, (_, i) => readValue(from, first + i, type));
        expect(values(columns[c] ?? vector, 0)).toEqual(values(vector, start));
      }
    }
  });

  it('keep the sign of a zero and the payload rows behind the length do not count', () => {
    const values = Float64Array.of(-0, 1, 2);
    const out = new ByteWriter();
    writeColumns(out, [{ kind: 'double', length: 2, nulls: undefined, values }], 2);
    const [column] = readColumns(new ByteReader(out.written)).columns;
    expect(column?.kind === 'double' && [...column.values]).toEqual([-0, 1]);
  });

  it('of bytes that were cut are a RangeError, never other values', () => {
    const out = new ByteWriter();
    writeColumns(
      out,
      [
        vectorOf(['a', null, 'bcd'], STRING),
        vectorOf([1, 2, 3], DOUBLE),
        vectorOf([[1], [2], [3]], { kind: 'array', element: DOUBLE, containsNull: false }),
      ],
      3,
    );
    for (let length = 0; length < out.length; length++) {
      expect(() => readColumns(new ByteReader(out.written.subarray(0, length)))).toThrow(
        RangeError,
      );
    }
  });
});
