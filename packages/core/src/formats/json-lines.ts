import { readValue } from '../columnar/read-value.ts';
import { type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import type { DictionaryVector, Vector } from '../columnar/vector.ts';
import type { DataType, Field } from '../types/data-type.ts';
import { decimalText } from '../types/decimal-text.ts';
import type { InternalValue } from '../types/internal-value.ts';
import { base64OfBytes } from './base64.ts';
import type { ByteRecords } from './format.ts';
import { JsonWriter } from './json-writer.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NEWLINE = 0x0a;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The rows of a batch as one JSON object each, by the conventions of Spark's `to_json`: null fields
 * are left out, times are ISO 8601 in UTC, binary is base64, NaN and infinities are strings, decimals
 * and longs are all their digits. Doubles are written as JavaScript prints them, and times with
 * microseconds where they have them, which Spark would cut off.
 *
 * @returns record `i` is row `i` of those that are present
 */
export function encodeJsonRecords(batch: RecordBatch): ByteRecords {
  const { selection } = batch;
  const length = rowCount(batch);
  const starts = new Int32Array(length);
  const lengths = new Int32Array(length);
  const writer = new JsonWriter();
  const object = new ObjectEncoder(batch.schema.fields, batch.columns);
  for (let i = 0; i < length; i++) {
    starts[i] = writer.length;
    object.write(writer, selection === undefined ? i : (selection[i] as number));
    lengths[i] = writer.length - (starts[i] as number);
  }
  return { bytes: writer.bytes.subarray(0, writer.length), starts, lengths, length };
}

/**
 * The rows as text, a line each, every line ended. For the conventions see {@link encodeJsonRecords}.
 *
 * @param batch - what a sink is given, or one record batch
 */
export function toJsonLines(
  batch: RecordBatch | { readonly recordBatches: readonly RecordBatch[] },
): string {
  return utf8.decode(encodeJsonLines(batch));
}

/** {@link toJsonLines} as UTF-8. */
export function encodeJsonLines(
  batch: RecordBatch | { readonly recordBatches: readonly RecordBatch[] },
): Uint8Array {
  const writer = new JsonWriter();
  for (const part of 'recordBatches' in batch ? batch.recordBatches : [batch]) {
    const object = new ObjectEncoder(part.schema.fields, part.columns);
    const length = rowCount(part);
    for (let i = 0; i < length; i++) {
      object.write(writer, part.selection === undefined ? i : (part.selection[i] as number));
      writer.writeByte(NEWLINE);
    }
  }
  return writer.bytes.subarray(0, writer.length);
}

/** One internal value as JSON text, `null` for null; a struct by the conventions of {@link encodeJsonRecords}. */
export function toJson(value: InternalValue, dataType: DataType): string {
  const writer = new JsonWriter();
  writeValue(writer, value, dataType);
  return utf8.decode(writer.bytes.subarray(0, writer.length));
}

/** Writes rows of some columns as objects. */
class ObjectEncoder {
  readonly #columns: readonly ColumnEncoder[];

  constructor(fields: readonly Field[], columns: readonly Vector[]) {
    this.#columns = fields.map((field, i) => new ColumnEncoder(field, columns[i] as Vector));
  }

  write(writer: JsonWriter, row: number): void {
    writer.writeByte(OPEN_BRACE);
    let isFirst = true;
    for (const column of this.#columns) {
      if (column.isNull(row)) continue;
      if (!isFirst) writer.writeByte(COMMA);
      isFirst = false;
      column.write(writer, row);
    }
    writer.writeByte(CLOSE_BRACE);
  }
}

/** Writes one column with its name. */
class ColumnEncoder {
  readonly #vector: Vector;
  readonly #dataType: DataType;
  /** The name in quotes and a colon. */
  readonly #key: Uint8Array;
  /** Texts of a dictionary as they are written, by code. */
  readonly #texts: (Uint8Array | undefined)[] = [];
  readonly #struct: ObjectEncoder | undefined;

  constructor(field: Field, vector: Vector) {
    const { dataType } = field;
    this.#vector = vector;
    this.#dataType = dataType;
    const key = new JsonWriter();
    key.writeText(field.name);
    key.writeByte(COLON);
    this.#key = key.bytes.slice(0, key.length);
    this.#struct =
      vector.kind === 'struct' && dataType.kind === 'struct'
        ? new ObjectEncoder(dataType.fields, vector.children)
        : undefined;
  }

  isNull(row: number): boolean {
    const { nulls } = this.#vector;
    if (nulls !== undefined && nulls[row] === 1) return true;
    return this.#vector.kind === 'boxed' && this.#vector.values[row] === null;
  }

  write(writer: JsonWriter, row: number): void {
    writer.writeBytes(this.#key);
    const vector = this.#vector;
    switch (vector.kind) {
      case 'boolean':
        return writer.writeAscii(vector.values[row] === 1 ? 'true' : 'false');
      case 'int':
        return this.#dataType.kind === 'date'
          ? writer.writeDate(vector.values[row] as number)
          : writer.writeInteger(vector.values[row] as number);
      case 'double':
        return writeNumber(writer, vector.values[row] as number, this.#dataType);
      case 'bigint':
        return writer.writeAscii(String(vector.values[row]));
      case 'bytes':
        if (this.#dataType.kind === 'binary') break;
        return writer.writeString(
          vector.bytes,
          vector.starts[row] as number,
          vector.lengths[row] as number,
        );
      case 'dictionary':
        return this.#writeEntry(writer, vector, vector.codes[row] as number);
      case 'struct':
        return this.#struct?.write(writer, row);
      case 'list':
      case 'boxed':
        break;
    }
    writeValue(writer, readValue(vector, row, this.#dataType), this.#dataType);
  }

  #writeEntry(writer: JsonWriter, vector: DictionaryVector, code: number): void {
    let text = this.#texts[code];
    if (text === undefined) {
      const entry = vector.dictionary.bytes(code);
      const quoted = new JsonWriter();
      quoted.writeString(entry, 0, entry.length);
      text = quoted.bytes.slice(0, quoted.length);
      this.#texts[code] = text;
    }
    writer.writeBytes(text);
  }
}

function writeNumber(writer: JsonWriter, value: number, dataType: DataType): void {
  switch (dataType.kind) {
    case 'timestamp':
      return writer.writeTimestamp(value, true);
    case 'timestamp_ntz':
      return writer.writeTimestamp(value, false);
    case 'date':
      return writer.writeDate(value);
    case 'float':
      return writer.writeDouble(shortestFloat(value));
    case 'double':
      return writer.writeDouble(value);
    default:
      return writer.writeInteger(value);
  }
}

/** The double with the shortest text that rounds to a float: 0.1 for the float next to 0.1. */
function shortestFloat(value: number): number {
  if (value === 0) return value;
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

function writeValue(writer: JsonWriter, value: InternalValue, dataType: DataType): void {
  if (value === null) return writer.writeAscii('null');
  switch (dataType.kind) {
    case 'boolean':
      return writer.writeAscii(String(value));
    case 'string':
      return writer.writeText(value as string);
    case 'binary':
      return writer.writeAscii(`"${base64OfBytes(value as Uint8Array)}"`);
    case 'decimal':
      return writer.writeAscii(decimalText(value as bigint, dataType.scale));
    case 'array':
      return writeArray(writer, value as readonly InternalValue[], dataType.element);
    case 'map':
      return writeMap(writer, value as readonly MapEntry[], dataType.key, dataType.value);
    case 'struct':
      return writeStruct(writer, value as readonly InternalValue[], dataType.fields);
    default:
      return typeof value === 'bigint'
        ? writer.writeAscii(String(value))
        : writeNumber(writer, value as number, dataType);
  }
}

type MapEntry = readonly [key: InternalValue, value: InternalValue];

function writeArray(writer: JsonWriter, values: readonly InternalValue[], element: DataType): void {
  writer.writeByte(OPEN_BRACKET);
  for (const [i, value] of values.entries()) {
    if (i > 0) writer.writeByte(COMMA);
    writeValue(writer, value, element);
  }
  writer.writeByte(CLOSE_BRACKET);
}

/** Keys of other types than string become the text that their JSON would be. */
function writeMap(
  writer: JsonWriter,
  entries: readonly MapEntry[],
  keyType: DataType,
  valueType: DataType,
): void {
  writer.writeByte(OPEN_BRACE);
  for (const [i, [key, value]] of entries.entries()) {
    if (i > 0) writer.writeByte(COMMA);
    const text = typeof key === 'string' ? key : unquoted(toJson(key, keyType));
    writer.writeText(text);
    writer.writeByte(COLON);
    writeValue(writer, value, valueType);
  }
  writer.writeByte(CLOSE_BRACE);
}

function unquoted(json: string): string {
  return json.charCodeAt(0) === QUOTE ? json.slice(1, -1) : json;
}

function writeStruct(
  writer: JsonWriter,
  values: readonly InternalValue[],
  fields: readonly Field[],
): void {
  writer.writeByte(OPEN_BRACE);
  let isFirst = true;
  for (const [i, { name, dataType }] of fields.entries()) {
    const value = values[i] ?? null;
    if (value === null) continue;
    if (!isFirst) writer.writeByte(COMMA);
    isFirst = false;
    writer.writeText(name);
    writer.writeByte(COLON);
    writeValue(writer, value, dataType);
  }
  writer.writeByte(CLOSE_BRACE);
}
