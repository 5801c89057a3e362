import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import {
  type ArrayType,
  BINARY,
  BOOLEAN,
  type DataType,
  DOUBLE,
  INT,
  LONG,
  STRING,
} from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { booleans, doubles, ints } from './numbers.ts';
import { BytesBuilder, textBytes, textReader } from './text.ts';

/*
 * Columns for functions that work value by value, mostly on text: how the values of a type are read
 * from a vector, and written to one.
 */

/** Reads the values of one type. */
export interface Column<out V> {
  readonly dataType: DataType;
  /** The function is called for rows where this argument is null as well, and reads null there. */
  readonly seesNull?: boolean;
  /** Takes no other type, cast or not. */
  readonly isStrict?: boolean;
  reader(vector: Vector): (row: number) => V;
}

/** Writes the values of one type. */
export interface ColumnWriter<in V> {
  readonly dataType: DataType;
  writer(length: number): Writer<V>;
}

/** One value for each row, in order; null only where the mask that `finish` gets says so. */
export interface Writer<in V> {
  append(value: V | null): void;
  finish(nulls: Uint8Array | undefined): Vector;
}

/** Text as JavaScript strings. */
export const TEXT: Column<string> & ColumnWriter<string> = {
  dataType: STRING,
  reader: textReader,
  writer(length) {
    const out = new BytesBuilder(length);
    return {
      append(value) {
        if (value !== null) out.appendText(value);
        out.endRow();
      },
      finish: (nulls) => out.finish(nulls),
    };
  },
};

/** Text, and nothing that could become text. */
export const STRICT_TEXT: Column<string> = { ...TEXT, isStrict: true };

/** Bytes; what is read shares the buffer of the vector. */
export const BYTES: Column<Uint8Array> & ColumnWriter<Uint8Array> = {
  dataType: BINARY,
  reader(vector) {
    const { bytes, starts, lengths } = textBytes(vector);
    return (row) => {
      const start = starts[row] as number;
      return bytes.subarray(start, start + (lengths[row] as number));
    };
  },
  writer(length) {
    const out = new BytesBuilder(length);
    return {
      append(value) {
        if (value !== null) out.append(value, 0, value.length);
        out.endRow();
      },
      finish: (nulls) => out.finish(nulls),
    };
  },
};

/** The UTF-8 bytes of text, for functions that are quicker on them. */
export const UTF8: Column<Uint8Array> & ColumnWriter<Uint8Array> = { ...BYTES, dataType: STRING };

export const INTS: Column<number> & ColumnWriter<number> = {
  dataType: INT,
  reader(vector) {
    const values = ints(vector);
    return (row) => values[row] as number;
  },
  writer(length) {
    const values = new Int32Array(length);
    let row = 0;
    return {
      append(value) {
        values[row++] = value ?? 0;
      },
      finish: (nulls) => ({ kind: 'int', length, nulls, values }),
    };
  },
};

export const DOUBLES: Column<number> & ColumnWriter<number> = {
  dataType: DOUBLE,
  reader(vector) {
    const values = doubles(vector);
    return (row) => values[row] as number;
  },
  writer(length) {
    const values = new Float64Array(length);
    let row = 0;
    return {
      append(value) {
        values[row++] = value ?? 0;
      },
      finish: (nulls) => ({ kind: 'double', length, nulls, values }),
    };
  },
};

export const BOOLEANS: Column<boolean> & ColumnWriter<boolean> = {
  dataType: BOOLEAN,
  reader(vector) {
    const values = booleans(vector);
    return (row) => values[row] === 1;
  },
  writer(length) {
    const values = new Uint8Array(length);
    let row = 0;
    return {
      append(value) {
        values[row++] = value === true ? 1 : 0;
      },
      finish: (nulls) => ({ kind: 'boolean', length, nulls, values }),
    };
  },
};

/** Longs as numbers while safe, else as bigints. */
export const LONGS: Column<number | bigint> & ColumnWriter<number | bigint> = boxed<
  number | bigint
>(LONG);

/** A list of texts. */
export const TEXT_LIST: ColumnWriter<readonly string[]> = boxed<readonly string[]>({
  kind: 'array',
  element: STRING,
  containsNull: false,
} satisfies ArrayType);

/** Values of any type, as the engine holds them outside of vectors. */
export function boxed<V extends InternalValue>(dataType: DataType): Column<V> & ColumnWriter<V> {
  return {
    dataType,
    reader: (vector) => (row) => readValue(vector, row, dataType) as V,
    writer() {
      const values: InternalValue[] = [];
      return {
        append(value) {
          values.push(value);
        },
        finish: () => vectorOf(values, dataType),
      };
    },
  };
}

/** The same column for a function that wants to know of nulls. */
export function orNull<V>(column: Column<V>): Column<V | null> {
  return {
    dataType: column.dataType,
    seesNull: true,
    reader(vector) {
      const read = column.reader(vector);
      const { nulls } = vector;
      return nulls === undefined ? read : (row) => (nulls[row] === 1 ? null : read(row));
    },
  };
}
