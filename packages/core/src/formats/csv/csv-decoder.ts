import { type Field, showType } from '../../types/data-type.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { ByteRecords, DecodedRecords, Decoder, ParseMode } from '../format.ts';
import { scanDouble, scanInteger } from '../json/scan-values.ts';
import { BadRecords, isStrict, NO_VALUE } from '../parse-mode.ts';
import { isWellFormed } from '../utf8.ts';
import { csvValue } from './csv-value.ts';
import { CsvCells, type CsvSyntax } from './split-record.ts';

/** Everything that decides how records are read. */
export interface CsvReading {
  /** All columns, in the order of the cells. */
  readonly fields: readonly Field[];
  /** Positions among `fields` of the columns that are built, in order. */
  readonly wanted: readonly number[];
  /** Whether a field is looked at, by position. */
  readonly isRead: readonly boolean[];
  readonly mode: ParseMode;
  readonly zone: TimeZone;
  readonly syntax: CsvSyntax;
  readonly hasHeader: boolean;
  readonly nullValue: string;
  readonly maxRecordBytes: number;
}

const SPACE = 0x20;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Decodes records of comma-separated values, cell by cell. */
export class CsvDecoder implements Decoder {
  readonly #reading: CsvReading;
  readonly #columns: readonly ColumnBuilder[];
  readonly #cells: CsvCells;
  readonly #nullValue: Uint8Array;
  readonly #header: readonly string[];

  constructor(reading: CsvReading) {
    this.#reading = reading;
    this.#columns = reading.fields.map((field) => new ColumnBuilder(field.dataType));
    this.#cells = new CsvCells(reading.syntax);
    this.#nullValue = encoder.encode(reading.nullValue);
    this.#header = reading.fields.map((field) => field.sourceName ?? field.name);
  }

  decode(records: ByteRecords): DecodedRecords {
    const { bytes, starts, lengths, length } = records;
    const { mode, wanted, maxRecordBytes } = this.#reading;
    const bad = new BadRecords('csv', mode);
    const rows = new Int32Array(length);
    let count = 0;
    for (const column of this.#columns) column.begin(length);
    for (let row = 0; row < length; row++) {
      const start = starts[row] as number;
      const size = lengths[row] as number;
      let problem: string | undefined;
      if (size < 0) {
        problem = isStrict(mode) ? NO_VALUE : undefined;
        this.#setNulls(row, 0);
      } else if (size > maxRecordBytes) {
        problem = `longer than ${maxRecordBytes} bytes`;
        this.#setNulls(row, 0);
      } else if (isBlank(bytes, start, start + size)) {
        this.#setNulls(row, 0);
        continue;
      } else {
        this.#cells.split(bytes, start, start + size);
        if (this.#isHeader(bytes)) {
          this.#setNulls(row, 0);
          continue;
        }
        problem = this.#readRecord(bytes, row);
      }
      if (problem !== undefined) {
        bad.add(row, problem);
        if (isStrict(mode)) continue;
      }
      rows[count++] = row;
    }
    return {
      columns: wanted.map((field) => (this.#columns[field] as ColumnBuilder).finish(bytes)),
      selection: count === length ? undefined : rows.subarray(0, count),
      bad: bad.list,
    };
  }

  #setNulls(row: number, from: number): void {
    for (let field = from; field < this.#columns.length; field++) {
      (this.#columns[field] as ColumnBuilder).setNull(row);
    }
  }

  #isHeader(bytes: Uint8Array): boolean {
    const cells = this.#cells;
    const header = this.#header;
    if (!this.#reading.hasHeader || cells.count !== header.length) return false;
    return header.every((name, cell) => name === utf8.decode(this.#cell(bytes, cell)));
  }

  #cell(bytes: Uint8Array, cell: number): Uint8Array {
    const cells = this.#cells;
    return cells.hasEscapes[cell] === 1
      ? cells.unescaped(bytes, cell)
      : bytes.subarray(cells.starts[cell], cells.ends[cell]);
  }

  /** Puts the cells into the columns and answers the first thing that does not fit. */
  #readRecord(bytes: Uint8Array, row: number): string | undefined {
    const { fields, isRead, mode } = this.#reading;
    const strict = isStrict(mode);
    const { count } = this.#cells;
    let problem: string | undefined;
    for (let i = 0; i < fields.length; i++) {
      if (isRead[i] === false) continue;
      const field = fields[i] as Field;
      const column = this.#columns[i] as ColumnBuilder;
      if (i >= count || this.#isNull(bytes, i)) {
        column.setNull(row);
        if (strict && !field.nullable) {
          problem ??= `field '${field.sourceName ?? field.name}': expected a value, found null or nothing`;
        }
      } else if (!this.#readCell(bytes, i, column, row)) {
        column.setNull(row);
        problem ??= `field '${field.sourceName ?? field.name}': expected ${showType(field.dataType)}, found another text`;
      }
    }
    return count === fields.length
      ? problem
      : (problem ?? `expected ${fields.length} cells, found ${count}`);
  }

  #isNull(bytes: Uint8Array, cell: number): boolean {
    const start = this.#cells.starts[cell] as number;
    const length = (this.#cells.ends[cell] as number) - start;
    const nullValue = this.#nullValue;
    if (length !== nullValue.length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== nullValue[i]) return false;
    return true;
  }

  #readCell(bytes: Uint8Array, cell: number, column: ColumnBuilder, row: number): boolean {
    const start = this.#cells.starts[cell] as number;
    const end = this.#cells.ends[cell] as number;
    const hasEscapes = this.#cells.hasEscapes[cell] === 1;
    switch (column.dataType.kind) {
      case 'string':
        if (hasEscapes || !isWellFormed(bytes, start, end)) break;
        column.starts[row] = start;
        column.lengths[row] = end - start;
        return true;
      case 'double':
        if (scanDouble(bytes, start, column.doubles, row) === end) return true;
        break;
      case 'int':
        if (scanInteger(bytes, start, 0x7fff_ffff, column.ints, row) === end) return true;
        break;
      default:
        break;
    }
    const text = utf8.decode(this.#cell(bytes, cell));
    const value = csvValue(text, column.dataType, this.#reading.zone);
    if (value === undefined) return false;
    column.set(row, value);
    return true;
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) if ((bytes[p] as number) > SPACE) return false;
  return true;
}
