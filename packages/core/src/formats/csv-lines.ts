import { type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import type { DictionaryVector, Vector } from '../columnar/vector.ts';
import type { DataType, Field } from '../types/data-type.ts';
import { decimalText } from '../types/decimal-text.ts';
import { doubleText, floatText } from '../types/double-text.ts';
import type { CsvSyntax } from './csv/split-record.ts';
import { JsonWriter } from './json-writer.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const utf8 = new TextEncoder();

/** How rows become lines. */
export interface CsvWriting {
  readonly syntax: CsvSyntax;
  /** True writes the names of the columns before the rows. */
  readonly header: boolean;
  /** The text of a null. */
  readonly nullValue: string;
}

/**
 * Rows as comma-separated values, a line each, every line ended, by the conventions of Spark's CSV
 * writer: a text stands in quotes where it holds a delimiter, a quote or a line break, and where it
 * is empty; times are ISO 8601, an instant with `Z`; doubles and floats are written as Java does.
 *
 * Where it differs from Spark: spaces at the ends of a text stay, and a null that is the only cell of
 * its line is `""`, because a blank line would be no record to anybody.
 *
 * @param fields - the columns of the batches, none of binary or nested types
 */
export function encodeCsvLines(
  fields: readonly Field[],
  batches: readonly RecordBatch[],
  { syntax, header, nullValue }: CsvWriting,
): Uint8Array {
  const writer = new JsonWriter();
  const quotes = String.fromCharCode(syntax.quote, syntax.quote);
  const nullText = utf8.encode(fields.length === 1 && nullValue.trim() === '' ? quotes : nullValue);
  if (header) {
    for (const [i, { name }] of fields.entries()) {
      if (i > 0) writer.writeByte(syntax.delimiter);
      const bytes = utf8.encode(name);
      writeCell(writer, bytes, 0, bytes.length, syntax);
    }
    writer.writeByte(NEWLINE);
  }
  for (const batch of batches) {
    const columns = fields.map(
      ({ dataType }, i) => new CellWriter(dataType, batch.columns[i] as Vector, nullText, syntax),
    );
    const length = rowCount(batch);
    for (let i = 0; i < length; i++) {
      const row = batch.selection === undefined ? i : (batch.selection[i] as number);
      for (let c = 0; c < columns.length; c++) {
        if (c > 0) writer.writeByte(syntax.delimiter);
        (columns[c] as CellWriter).write(writer, row);
      }
      writer.writeByte(NEWLINE);
    }
  }
  return writer.bytes.subarray(0, writer.length);
}

/** Writes the cells of one column. */
class CellWriter {
  readonly #dataType: DataType;
  readonly #vector: Vector;
  readonly #nullText: Uint8Array;
  readonly #syntax: CsvSyntax;
  /** Entries of a dictionary as they are written, by code. */
  readonly #entries: (Uint8Array | undefined)[] = [];

  constructor(dataType: DataType, vector: Vector, nullText: Uint8Array, syntax: CsvSyntax) {
    this.#dataType = dataType;
    this.#vector = vector;
    this.#nullText = nullText;
    this.#syntax = syntax;
  }

  write(writer: JsonWriter, row: number): void {
    const vector = this.#vector;
    if (vector.nulls !== undefined && vector.nulls[row] === 1) {
      return writer.writeBytes(this.#nullText);
    }
    switch (vector.kind) {
      case 'boolean':
        return writer.writeAscii(vector.values[row] === 1 ? 'true' : 'false');
      case 'int':
        return this.#dataType.kind === 'date'
          ? writer.writeBareDate(vector.values[row] as number)
          : writer.writeInteger(vector.values[row] as number);
      case 'double':
        return writeNumber(writer, vector.values[row] as number, this.#dataType);
      case 'bigint':
        return writer.writeAscii(String(vector.values[row]));
      case 'bytes': {
        const start = vector.starts[row] as number;
        return writeCell(writer, vector.bytes, start, vector.lengths[row] as number, this.#syntax);
      }
      case 'dictionary':
        return writer.writeBytes(this.#entry(vector, vector.codes[row] as number));
      case 'boxed': {
        const value = vector.values[row] ?? null;
        if (value === null) return writer.writeBytes(this.#nullText);
        if (this.#dataType.kind !== 'decimal') break;
        return writer.writeAscii(decimalText(value as bigint, this.#dataType.scale));
      }
      case 'struct':
      case 'list':
        break;
    }
    throw new TypeError(`checkFields let a column of type ${this.#dataType.kind} pass`);
  }

  #entry({ dictionary }: DictionaryVector, code: number): Uint8Array {
    let entry = this.#entries[code];
    if (entry === undefined) {
      const bytes = dictionary.bytes(code);
      const cell = new JsonWriter();
      writeCell(cell, bytes, 0, bytes.length, this.#syntax);
      entry = cell.bytes.slice(0, cell.length);
      this.#entries[code] = entry;
    }
    return entry;
  }
}

function writeNumber(writer: JsonWriter, value: number, dataType: DataType): void {
  switch (dataType.kind) {
    case 'timestamp':
      return writer.writeBareTimestamp(value, true);
    case 'timestamp_ntz':
      return writer.writeBareTimestamp(value, false);
    case 'float':
      return writer.writeAscii(floatText(value));
    case 'double':
      return writer.writeAscii(doubleText(value));
    default:
      return writer.writeInteger(value);
  }
}

/** Writes a text, in quotes where it needs them. */
function writeCell(
  writer: JsonWriter,
  bytes: Uint8Array,
  start: number,
  length: number,
  syntax: CsvSyntax,
): void {
  const { quote, escape } = syntax;
  if (!needsQuotes(bytes, start, length, syntax)) {
    return writer.writeBytes(bytes.subarray(start, start + length));
  }
  writer.writeByte(quote);
  for (let p = start; p < start + length; p++) {
    const c = bytes[p] as number;
    if (c === quote || c === escape) writer.writeByte(escape);
    writer.writeByte(c);
  }
  writer.writeByte(quote);
}

function needsQuotes(
  bytes: Uint8Array,
  start: number,
  length: number,
  { delimiter, quote }: CsvSyntax,
): boolean {
  for (let p = start; p < start + length; p++) {
    const c = bytes[p] as number;
    if (c === delimiter || c === quote || c === NEWLINE || c === CARRIAGE_RETURN) return true;
  }
  return length === 0;
}
