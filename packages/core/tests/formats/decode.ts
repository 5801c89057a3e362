import { readValue } from '../../src/columnar/read-value.ts';
import type { BytesVector, DictionaryVector } from '../../src/columnar/vector.ts';
import type { ByteRecords, DecodedRecords, Decoder, Format } from '../../src/formats/format.ts';
import type { DataType, Field } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';

const utf8 = new TextEncoder();

/** Records of texts or bytes, or without a value, directly behind each other. */
export function recordsOf(values: readonly (string | Uint8Array | null)[]): ByteRecords {
  const parts = values.map((value) => (typeof value === 'string' ? utf8.encode(value) : value));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  const starts = new Int32Array(parts.length);
  const lengths = new Int32Array(parts.length);
  let at = 0;
  for (const [i, part] of parts.entries()) {
    starts[i] = at;
    lengths[i] = part === null ? -1 : part.length;
    if (part !== null) bytes.set(part, at);
    at += part?.length ?? 0;
  }
  return { bytes, starts, lengths, length: parts.length };
}

/** Internal values by row, for the rows that are present. */
export function rowsOfDecoded(
  decoded: DecodedRecords,
  types: readonly DataType[],
  length: number,
): InternalValue[][] {
  const rows = decoded.selection ?? Int32Array.from({ length }, (_, i) => i);
  return Array.from(rows, (row) =>
    decoded.columns.map((column, i) => {
      if (column.kind === 'bytes' || column.kind === 'dictionary') checkUtf8(column, row, types[i]);
      return readValue(column, row, types[i] as DataType);
    }),
  );
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** Throws for text that is not UTF-8, which reading would hide. */
function checkUtf8(column: BytesVector | DictionaryVector, row: number, type?: DataType): void {
  if (type?.kind !== 'string') return;
  if (column.kind === 'dictionary') {
    strict.decode(column.dictionary.bytes(column.codes[row] as number));
    return;
  }
  const start = column.starts[row] as number;
  strict.decode(column.bytes.subarray(start, start + (column.lengths[row] as number)));
}

export interface Decoded {
  readonly rows: InternalValue[][];
  readonly bad: readonly (readonly [index: number, reason: string])[];
}

/** What a format makes of some records, with all columns wanted unless said otherwise. */
export function decodeAll(
  format: Format,
  values: readonly (string | Uint8Array | null)[],
  request: { readonly columns?: readonly string[]; readonly checkAll?: boolean } = {},
): Decoded {
  const { columns = format.schema.fields.map((field) => field.name), checkAll = false } = request;
  const types = columns.map(
    (name) => (format.schema.fields.find((field) => field.name === name) as Field).dataType,
  );
  return decodeWith(format.createDecoder({ columns, checkAll }), types, values);
}

export function decodeWith(
  decoder: Decoder,
  types: readonly DataType[],
  values: readonly (string | Uint8Array | null)[],
): Decoded {
  const decoded = decoder.decode(recordsOf(values));
  return {
    rows: rowsOfDecoded(decoded, types, values.length),
    bad: decoded.bad.map(({ index, reason }) => [index, reason]),
  };
}
