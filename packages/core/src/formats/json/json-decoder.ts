import type { StructType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { type TimeZone, UTC } from '../../types/time-zone.ts';
import { bytesOfBase64 } from '../base64.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { ByteRecords, DecodedRecords, Decoder, ParseMode } from '../format.ts';
import { decimalOfText } from '../number-text.ts';
import { BadRecords, isStrict, NO_VALUE } from '../parse-mode.ts';
import { readDates, readTimestamps, readValues } from '../slice-values.ts';
import { JsonReader, MalformedJson } from './json-reader.ts';
import { JsonScanner } from './json-scanner.ts';
import { JsonValueReader } from './json-value.ts';
import { mayGenerateCode, TemplateScanner } from './template-scanner.ts';

/** Everything that decides how records are read. */
export interface JsonReading {
  /** The fields that are read, as the schema has them. */
  readonly fields: StructType;
  /** Positions among `fields` of the columns that are built, in order. */
  readonly wanted: readonly number[];
  readonly mode: ParseMode;
  readonly zone: TimeZone;
  readonly maxNesting: number;
  readonly maxRecordBytes: number;
  /** The fastest way that is taken; the slower ones are for what it does not understand. */
  readonly tier: Tier;
}

/**
 * How records are read: by {@link TemplateScanner} where programs may be generated, by
 * {@link JsonScanner}, or by {@link JsonValueReader}. All mean the same.
 */
export type Tier = 'template' | 'scanner' | 'reader';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const NO_FIELDS: readonly InternalValue[] = [];

/**
 * Decodes records of JSON in three steps: a scanner reads what it understands, texts become values
 * column by column, and the records that are left are read one by one.
 */
export class JsonDecoder implements Decoder {
  readonly #reading: JsonReading;
  readonly #columns: readonly ColumnBuilder[];
  readonly #scanner: JsonScanner | TemplateScanner | undefined;
  readonly #valueReader: JsonValueReader;
  /** For each field: reads single values that the scanner has only located. */
  readonly #nestedReaders: readonly JsonValueReader[];

  constructor(reading: JsonReading) {
    const { fields, mode, zone } = reading;
    const strict = isStrict(mode);
    this.#reading = reading;
    this.#columns = fields.fields.map((field) => new ColumnBuilder(field.dataType));
    this.#valueReader = new JsonValueReader(fields, zone, strict);
    this.#nestedReaders = fields.fields.map(
      (field) => new JsonValueReader(field.dataType, zone, strict),
    );
    this.#scanner = scannerOf(reading);
  }

  decode(records: ByteRecords): DecodedRecords {
    const { length, bytes } = records;
    const isUnread = new Uint8Array(length);
    for (const column of this.#columns) column.begin(length);
    if (this.#scanner === undefined) {
      isUnread.fill(1);
    } else {
      this.#scanner.scan(records, this.#columns, isUnread);
      for (let slot = 0; slot < this.#columns.length; slot++) {
        this.#readSlices(slot, bytes, isUnread);
      }
    }
    const bad = new BadRecords('json', this.#reading.mode);
    for (let row = isUnread.indexOf(1); row >= 0; row = isUnread.indexOf(1, row + 1)) {
      this.#readRecord(records, row, bad);
    }
    return {
      columns: this.#reading.wanted.map((slot) =>
        (this.#columns[slot] as ColumnBuilder).finish(bytes),
      ),
      selection: bad.selection(length),
      bad: bad.list,
    };
  }

  #readSlices(slot: number, bytes: Uint8Array, isUnread: Uint8Array): void {
    const column = this.#columns[slot] as ColumnBuilder;
    const { dataType } = column;
    switch (dataType.kind) {
      case 'timestamp':
        return readTimestamps(column, bytes, isUnread, this.#reading.zone);
      case 'timestamp_ntz':
        return readTimestamps(column, bytes, isUnread, UTC);
      case 'date':
        return readDates(column, bytes, isUnread);
      case 'float':
        return roundToFloats(column.doubles);
      case 'binary':
        return readValues(column, bytes, isUnread, (text) => bytesOfBase64(utf8.decode(text)));
      case 'decimal':
        return readValues(column, bytes, isUnread, (text) =>
          decimalOfText(utf8.decode(text), dataType),
        );
      case 'struct':
      case 'array':
      case 'map':
        return readValues(column, bytes, isUnread, (text) => this.#readNested(slot, text));
      default:
    }
  }

  #readNested(slot: number, text: Uint8Array): InternalValue | undefined {
    const reader = this.#nestedReaders[slot] as JsonValueReader;
    const value = reader.read(new JsonReader(utf8.decode(text), this.#reading.maxNesting));
    return reader.problem === undefined ? value : undefined;
  }

  /** Reads one record by the rules and puts its values into the columns. */
  #readRecord(records: ByteRecords, row: number, bad: BadRecords): void {
    const start = records.starts[row] as number;
    const size = records.lengths[row] as number;
    const { problem, values } = this.#readText(records.bytes, start, size);
    for (let slot = 0; slot < this.#columns.length; slot++) {
      (this.#columns[slot] as ColumnBuilder).set(row, values[slot] ?? null);
    }
    if (problem !== undefined) bad.add(row, problem);
  }

  #readText(
    bytes: Uint8Array,
    start: number,
    size: number,
  ): { readonly problem: string | undefined; readonly values: readonly InternalValue[] } {
    const { maxNesting, maxRecordBytes, mode } = this.#reading;
    const none = { problem: isStrict(mode) ? NO_VALUE : undefined, values: NO_FIELDS };
    if (size < 0) return none;
    if (size > maxRecordBytes) {
      return { problem: `longer than ${maxRecordBytes} bytes`, values: NO_FIELDS };
    }
    const json = new JsonReader(utf8.decode(bytes.subarray(start, start + size)), maxNesting);
    try {
      const found = json.peek();
      if (found === 'end of text') return none;
      if (found !== 'object') {
        return { problem: `expected an object, found ${found}`, values: NO_FIELDS };
      }
      const values = this.#valueReader.read(json) as readonly InternalValue[];
      return { problem: this.#valueReader.problem, values };
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error;
      return { problem: error.message, values: NO_FIELDS };
    }
  }
}

function scannerOf(reading: JsonReading): JsonScanner | TemplateScanner | undefined {
  const { fields, mode, tier } = reading;
  if (tier === 'reader') return undefined;
  const slots = fields.fields.map((field) => ({
    key: field.sourceName ?? field.name,
    dataType: field.dataType,
    takesNull: field.nullable || !isStrict(mode),
  }));
  const scanner = new JsonScanner(slots, reading);
  return tier === 'template' && mayGenerateCode() ? new TemplateScanner(scanner) : scanner;
}

function roundToFloats(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i] as number);
}
