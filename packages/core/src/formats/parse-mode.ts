import { RECORD_MALFORMED } from '../errors/format.ts';
import type { DataType, Field } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import type { BadRecord, ParseMode } from './format.ts';

/** The row that mode `PERMISSIVE` gives: any column may be null, because any field may not fit. */
export type Permissive<R> = { [K in keyof R]: R[K] | null };

/** True where the schema is a contract: a record either fits it whole or makes no row. */
export function isStrict(mode: ParseMode): boolean {
  return mode !== 'PERMISSIVE';
}

/** The columns that a format gives. In mode `PERMISSIVE` all are nullable, nested ones too, as in Spark. */
export function schemaIn(mode: ParseMode, schema: Schema): Schema {
  return isStrict(mode) ? schema : { fields: schema.fields.map(nullableField) };
}

function nullableField(field: Field): Field {
  return { ...field, dataType: nullableType(field.dataType), nullable: true };
}

function nullableType(type: DataType): DataType {
  switch (type.kind) {
    case 'struct':
      return { ...type, fields: type.fields.map(nullableField) };
    case 'array':
      return { ...type, element: nullableType(type.element), containsNull: true };
    case 'map':
      return { ...type, value: nullableType(type.value), valueContainsNull: true };
    default:
      return type;
  }
}

/** The bad records of one call, and what the mode makes of them. */
export class BadRecords {
  readonly #format: string;
  readonly #mode: ParseMode;
  readonly #bad: BadRecord[] = [];

  constructor(format: string, mode: ParseMode) {
    this.#format = format;
    this.#mode = mode;
  }

  /**
   * Notes a bad record. Called in the order of the records.
   *
   * @throws {@link RECORD_MALFORMED} in mode FAILFAST
   */
  add(index: number, reason: string): void {
    if (this.#mode === 'FAILFAST') {
      throw RECORD_MALFORMED.error({ format: this.#format, index, reason });
    }
    this.#bad.push({ index, reason });
  }

  get list(): readonly BadRecord[] {
    return this.#bad;
  }

  /** The records among `length` that make rows; undefined when all do. */
  selection(length: number): Int32Array | undefined {
    if (!isStrict(this.#mode) || this.#bad.length === 0) return undefined;
    const selection = new Int32Array(length - this.#bad.length);
    let next = 0;
    let at = 0;
    for (let row = 0; row < length; row++) {
      if (this.#bad[next]?.index === row) next++;
      else selection[at++] = row;
    }
    return selection;
  }
}

/** Reason of a record that has no bytes, where the schema wants values. */
export const NO_VALUE = 'no value';
