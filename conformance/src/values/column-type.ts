import {
  array,
  bigint,
  binary,
  boolean,
  byte,
  type ColumnType,
  date,
  decimal,
  double,
  float,
  int,
  map,
  nullable,
  type Schema,
  schema,
  short,
  string,
  struct,
  timestampMicros,
  timestampNtz,
} from '@tidemark/core';
import { Skip } from '../outcome.ts';
import { type Columns, isObject, type Json, listOf } from '../scenario.ts';

type AnyColumn = ColumnType<unknown>;

// The types whose JavaScript values are exact: bigint for long, microseconds for timestamp.
const SCALARS: ReadonlyMap<string, () => AnyColumn> = new Map<string, () => AnyColumn>([
  ['int', int],
  ['long', bigint],
  ['double', double],
  ['float', float],
  ['string', string],
  ['boolean', boolean],
  ['timestamp', timestampMicros],
  ['timestamp_ntz', timestampNtz],
  ['date', date],
  ['binary', binary],
  ['short', short],
  ['smallint', short],
  ['byte', byte],
  ['tinyint', byte],
]);

const DECIMAL = /^decimal\((?<precision>\d+),\s*(?<scale>\d+)\)$/;

/** The declaration of a column of a type of the scenario format; everything may be null. */
export function columnType(type: Json): AnyColumn {
  return nullable(requiredType(type));
}

function requiredType(type: Json): AnyColumn {
  if (typeof type === 'string') {
    const scalar = SCALARS.get(type);
    if (scalar !== undefined) return scalar();
    const { precision, scale } = DECIMAL.exec(type)?.groups ?? {};
    if (precision !== undefined) return decimal(Number(precision), Number(scale));
  }
  if (isObject(type)) {
    if (type['array'] !== undefined) return array(columnType(type['array']));
    if (type['struct'] !== undefined) return struct(columnsOf(type['struct'] as Columns));
    const [key, value] = listOf(type['map']);
    if (key !== undefined && value !== undefined) return map(requiredType(key), columnType(value));
  }
  throw new Skip(`no such type here: ${JSON.stringify(type)}`);
}

function columnsOf(columns: Columns): Record<string, AnyColumn> {
  return Object.fromEntries(columns.map(([name, type]) => [name, columnType(type)]));
}

/** The schema of columns of the scenario format. */
export function schemaOf(columns: Columns): Schema<Record<string, unknown>> {
  return schema(columnsOf(columns)) as Schema<Record<string, unknown>>;
}
