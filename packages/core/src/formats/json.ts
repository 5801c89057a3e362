import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { FORMAT_DUPLICATE_FIELD, FORMAT_UNSUPPORTED_TYPE } from '../errors/format.ts';
import { BAD_OPTION } from '../errors/option.ts';
import { type Field, showType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { timeZone as timeZoneOf } from '../types/time-zone.ts';
import type { DecodeRequest, Format, ParseMode } from './format.ts';
import { JsonDecoder } from './json/json-decoder.ts';
import { isStrict, type Permissive, schemaIn } from './parse-mode.ts';

export interface JsonOptions<M extends ParseMode = ParseMode> {
  /** What a record that does not fit becomes; `PERMISSIVE` without a word, as in Spark. */
  readonly mode?: M;
  /** The zone of times that name none; `UTC` without a word. */
  readonly timeZone?: string;
  /** Objects and arrays inside each other that a record may have; 1000 without a word, as in Spark. */
  readonly maxNesting?: number;
  /** The length of a record beyond which it is bad without being read; 1 MiB without a word. */
  readonly maxRecordBytes?: number;
}

const OPTIONS: OptionNames<JsonOptions> = {
  mode: true,
  timeZone: true,
  maxNesting: true,
  maxRecordBytes: true,
};
/** As deep as Spark goes: the limit of Jackson 2.15. */
const MAX_NESTING = 1000;
/** The reader goes down one call for each level, so this keeps it far from the end of the stack. */
const MAX_MAX_NESTING = 1000;
const MAX_RECORD_BYTES = 1 << 20;

/**
 * Records that are one JSON object each, read as Spark's `from_json` reads them.
 *
 * Unknown members are ignored and missing ones are null. A member of another type than its column
 * is null and makes the record a bad one; its neighbours are kept. A text column takes any value
 * as its text; a number takes `"NaN"` and `"Infinity"`; an integer column takes no fraction; a time
 * is ISO 8601 text, or a number of seconds; binary is base64. Of two members with one name the
 * last that fits counts. Text that is no JSON object makes a row of nulls and a bad record. A record
 * without a value, or of nothing but spaces, makes a row of nulls and no bad record.
 *
 * Invalid UTF-8 reads as U+FFFD. Longs are exact to 64 bits.
 *
 * The modes `DROPMALFORMED` and `FAILFAST` take the schema as a contract: there a null, a missing
 * member or a record without a value does not fit either, unless the column is `nullable()`.
 *
 * Where it differs from Spark: an integer of 128 to 255 does not fit a byte column (Spark wraps it
 * around), a time without a date is no timestamp, and a syntax error anywhere makes the whole row null.
 *
 * @throws `FORMAT.DUPLICATE_FIELD` for two columns that read one field
 * @throws `EXPRESSION.BAD_TIME_ZONE` for a time zone that is none
 * @example
 * ```ts
 * const Order = schema({ order_id: string(), price: double(), event_time: timestamp() });
 * json(Order);                              // any column may be null
 * json(Order, { mode: 'DROPMALFORMED' });   // only rows that have them all
 * ```
 */
export function json<R>(
  schema: Schema<R>,
  options?: JsonOptions<'PERMISSIVE'>,
): Format<Permissive<R>>;
export function json<R>(
  schema: Schema<R>,
  options: JsonOptions<'DROPMALFORMED' | 'FAILFAST'> & { readonly mode: ParseMode },
): Format<R>;
export function json(schema: Schema, options: JsonOptions = {}): Format {
  checkOptions('json()', options, OPTIONS);
  const {
    mode = 'PERMISSIVE',
    maxNesting = MAX_NESTING,
    maxRecordBytes = MAX_RECORD_BYTES,
  } = options;
  checkOption('maxNesting', maxNesting, MAX_MAX_NESTING);
  checkOption('maxRecordBytes', maxRecordBytes, 0x7fff_ffff);
  checkFields(schema.fields);
  const rows = schemaIn(mode, schema);
  const limits = { maxNesting, maxRecordBytes };
  const zone = timeZoneOf(options.timeZone ?? 'UTC');
  return {
    name: 'json',
    schema: rows,
    mode,
    layout: { skipsBlankLines: true, hasHeader: false },
    createDecoder(request) {
      const fields = fieldsRead(rows.fields, request, mode);
      const wanted = request.columns.map((name) =>
        fields.findIndex((field) => field.name === name),
      );
      const struct = { kind: 'struct', fields } as const;
      return new JsonDecoder({ fields: struct, wanted, mode, zone, ...limits, tier: 'template' });
    },
  };
}

/** The fields that must be read: the wanted ones, or all where others decide about the record. */
function fieldsRead(
  fields: readonly Field[],
  request: DecodeRequest,
  mode: ParseMode,
): readonly Field[] {
  const { columns, checkAll, absent = [] } = request;
  return checkAll || isStrict(mode)
    ? fields.filter((field) => !absent.includes(field.name))
    : fields.filter((field) => columns.includes(field.name));
}

function checkFields(fields: readonly Field[]): void {
  const keys = new Set<string>();
  for (const field of fields) {
    const key = field.sourceName ?? field.name;
    if (keys.has(key)) throw FORMAT_DUPLICATE_FIELD.error({ format: 'json', field: key });
    keys.add(key);
    const { kind } = field.dataType;
    if (kind === 'interval' || kind === 'null') {
      const type = showType(field.dataType);
      throw FORMAT_UNSUPPORTED_TYPE.error({ format: 'json', column: field.name, type });
    }
  }
}

function checkOption(option: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw BAD_OPTION.error({ option, value: String(value), expected: `an integer from 1 to ${max}` });
}
