import { ByteDictionary } from '../../columnar/byte-dictionary.ts';
import type { RecordBatch } from '../../columnar/record-batch.ts';
import { valueText } from '../../columnar/value-text.ts';
import type { BytesVector, Vector } from '../../columnar/vector.ts';
import { partitionDirectory } from '../../formats/partition-path.ts';
import type { DataType } from '../../types/data-type.ts';
import { presentRows } from './present-rows.ts';

/** A column whose values name directories. */
export interface PartitionColumn {
  readonly index: number;
  readonly name: string;
  readonly dataType: DataType;
}

/** The rows of a batch that go into one directory. */
export interface Partition {
  /** `country=NL/day=2024-01-31`, empty without partition columns. */
  readonly directory: string;
  readonly batches: readonly RecordBatch[];
}

/** Each row has a code, each code a directory name. */
interface Grouping {
  readonly codes: Int32Array;
  readonly directories: readonly string[];
}

/** The rows of a batch by directory. Directories stand in the order of their first row, rows keep theirs. */
export function splitByPartition(
  batches: readonly RecordBatch[],
  columns: readonly PartitionColumn[],
): Partition[] {
  const batchesOf = new Map<string, RecordBatch[]>();
  for (const batch of batches) {
    const rows = presentRows(batch);
    if (rows.length === 0) continue;
    const [first, ...others] = columns.map((column) =>
      directoriesOf(batch.columns[column.index] as Vector, rows, column),
    );
    const grouping =
      first === undefined
        ? { codes: new Int32Array(rows.length), directories: [''] }
        : others.reduce(combine, first);
    for (const { directory, rows: own } of groups(grouping, rows)) {
      const part = { ...batch, selection: own };
      const parts = batchesOf.get(directory);
      if (parts === undefined) batchesOf.set(directory, [part]);
      else parts.push(part);
    }
  }
  return Array.from(batchesOf, ([directory, own]) => ({ directory, batches: own }));
}

function combine(outer: Grouping, inner: Grouping): Grouping {
  const width = inner.directories.length;
  const codes = new Int32Array(outer.codes.length);
  const directories: string[] = [];
  const known = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) {
    const outerCode = outer.codes[i] as number;
    const innerCode = inner.codes[i] as number;
    let code = known.get(outerCode * width + innerCode);
    if (code === undefined) {
      code =
        directories.push(`${outer.directories[outerCode]}/${inner.directories[innerCode]}`) - 1;
      known.set(outerCode * width + innerCode, code);
    }
    codes[i] = code;
  }
  return { codes, directories };
}

/** Sorts rows by code, stable and in linear time. */
function* groups(
  { codes, directories }: Grouping,
  rows: Int32Array,
): Generator<{ readonly directory: string; readonly rows: Int32Array }> {
  const starts = new Int32Array(directories.length + 1);
  for (let i = 0; i < codes.length; i++) {
    const next = (codes[i] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let code = 0; code < directories.length; code++) {
    starts[code + 1] = (starts[code + 1] as number) + (starts[code] as number);
  }
  const free = starts.slice();
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[i] as number;
    const to = free[code] as number;
    sorted[to] = rows[i] as number;
    free[code] = to + 1;
  }
  for (const [code, directory] of directories.entries()) {
    const own = sorted.subarray(starts[code], starts[code + 1]);
    if (own.length > 0) yield { directory, rows: own };
  }
}

/** The directory of each row by one column. Text is made for each distinct value, never for each row. */
function directoriesOf(
  vector: Vector,
  rows: Int32Array,
  { name, dataType }: PartitionColumn,
): Grouping {
  const { codes, texts } = distinctTexts(vector, rows, dataType);
  return { codes, directories: texts.map((text) => partitionDirectory(name, text)) };
}

interface Distinct {
  readonly codes: Int32Array;
  /** By code; null for the code of nulls. */
  readonly texts: readonly (string | null)[];
}

function distinctTexts(vector: Vector, rows: Int32Array, dataType: DataType): Distinct {
  switch (vector.kind) {
    case 'bytes':
      return distinctStrings(vector, rows);
    case 'dictionary':
      return distinctValues(vector.codes, vector.nulls, rows, (code) =>
        vector.dictionary.text(code as number),
      );
    case 'boolean':
      return distinctValues(vector.values, vector.nulls, rows, (bit) => String(bit === 1));
    case 'int':
    case 'double':
    case 'bigint':
    case 'boxed':
      return distinctValues(vector.values, vector.nulls, rows, (value) =>
        valueText(value as number | bigint, dataType),
      );
    case 'struct':
    case 'list':
      throw new TypeError(`checkSchema let a partition column of type ${dataType.kind} pass`);
  }
}

function distinctStrings(vector: BytesVector, rows: Int32Array): Distinct {
  const { nulls, bytes, starts, lengths } = vector;
  const strings = new ByteDictionary();
  const codes = new Int32Array(rows.length);
  let hasNulls = false;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const isNull = nulls !== undefined && nulls[row] === 1;
    hasNulls ||= isNull;
    codes[i] = isNull ? -1 : strings.intern(bytes, starts[row] as number, lengths[row] as number);
  }
  const texts = Array.from({ length: strings.size }, (_, code) => strings.text(code));
  return hasNulls ? withNulls(codes, texts) : { codes, texts };
}

function distinctValues(
  values: ArrayLike<unknown>,
  nulls: Uint8Array | undefined,
  rows: Int32Array,
  textOf: (value: unknown) => string,
): Distinct {
  const known = new Map<unknown, number>();
  const codes = new Int32Array(rows.length);
  let hasNulls = false;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (nulls !== undefined && nulls[row] === 1) {
      hasNulls = true;
      codes[i] = -1;
      continue;
    }
    const value = values[row];
    let code = known.get(value);
    if (code === undefined) known.set(value, (code = known.size));
    codes[i] = code;
  }
  const texts = Array.from(known.keys(), textOf);
  return hasNulls ? withNulls(codes, texts) : { codes, texts };
}

/** Gives rows that are null (-1 so far) a code of their own behind the others. */
function withNulls(codes: Int32Array, texts: readonly string[]): Distinct {
  for (let i = 0; i < codes.length; i++) if (codes[i] === -1) codes[i] = texts.length;
  return { codes, texts: [...texts, null] };
}
