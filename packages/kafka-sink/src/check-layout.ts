import { type Schema, showType } from '@tidemark/core/connector';
import {
  COLUMN_MISSING,
  COLUMN_TYPE,
  MARKER_TOPIC_MISSING,
  TOPIC_MISSING,
  VALUE_COLUMN,
} from './conditions.ts';
import { type KafkaSinkOptions, markerTopicOf, type PayloadOf } from './options.ts';

/** Spark's columns of a Kafka record with the types each may have. */
const ROLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', ['string', 'binary']],
  ['value', ['string', 'binary']],
  ['topic', ['string']],
  ['partition', ['int']],
  ['timestamp', ['timestamp']],
  ['headers', ['array<struct<key:string,value:binary>>']],
]);

/** Kinds of columns that can be a key: bytes, and what is written as text in one way only. */
const KEY_KINDS: readonly string[] = ['string', 'binary', 'byte', 'short', 'int', 'long'];

/** `columns` or `json`, as the options say or the schema suggests. */
export function formatOf(
  schema: Schema,
  { format }: Pick<KafkaSinkOptions, 'format'>,
): 'columns' | 'json' {
  if (format !== undefined) return format;
  const kind = schema.fields.find(({ name }) => name === 'value')?.dataType.kind;
  return kind === 'string' || kind === 'binary' ? 'columns' : 'json';
}

/** What makes the keys: the option, in format `columns` without it a column `key`, or nothing. */
export function keyOf<R>(
  format: 'columns' | 'json',
  { key }: Pick<KafkaSinkOptions<R>, 'key'>,
): PayloadOf<R> | 'key' | undefined {
  return key ?? (format === 'columns' ? 'key' : undefined);
}

/**
 * Refuses rows that cannot become records.
 *
 * @throws {@link VALUE_COLUMN}, {@link COLUMN_TYPE}, {@link COLUMN_MISSING}, {@link TOPIC_MISSING},
 *   {@link MARKER_TOPIC_MISSING}
 */
export function checkLayout<R>(schema: Schema, options: KafkaSinkOptions<R>): void {
  const isColumns = formatOf(schema, options) === 'columns';
  if (isColumns) checkColumns(schema);
  if (options.topic === undefined) {
    const isByRow = isColumns && schema.fields.some(({ name }) => name === 'topic');
    if (!isByRow) throw TOPIC_MISSING.error({});
    const needsMarker = options.delivery !== 'at-least-once';
    if (needsMarker && markerTopicOf(options) === undefined) throw MARKER_TOPIC_MISSING.error({});
  }
  if (typeof options.key === 'string') checkKey(schema, options.key);
}

function checkColumns({ fields }: Schema): void {
  const names = fields.map(({ name }) => name);
  if (!names.includes('value')) {
    throw VALUE_COLUMN.error({ found: `the columns are ${names.join(', ')}` });
  }
  for (const { name, dataType } of fields) {
    const expected = ROLES.get(name);
    const found = showType(dataType);
    if (expected === undefined || expected.includes(found)) continue;
    if (name === 'value') throw VALUE_COLUMN.error({ found: `it is of type ${found}` });
    throw COLUMN_TYPE.error({ column: name, expected: expected.join(' or '), found });
  }
}

function checkKey({ fields }: Schema, column: string): void {
  const field = fields.find(({ name }) => name === column);
  if (field === undefined) {
    const columns = fields.map(({ name }) => name).join(', ');
    throw COLUMN_MISSING.error({ option: 'key', column, columns });
  }
  if (KEY_KINDS.includes(field.dataType.kind)) return;
  const found = showType(field.dataType);
  throw COLUMN_TYPE.error({ column, expected: 'string, binary or an integer', found });
}
