import type { Schema } from '../types/schema.ts';
import type { DynamicExpr, Expr, ExprOf, StringExpr } from './expr.ts';
import type { RecordOptions, TimeOptions } from './json-functions.ts';
import { recordCall } from './record-call.ts';

type NullOf<T> = Extract<T, null>;
type AllNullable<R> = { readonly [K in keyof R]: R[K] | null } & {};

/** How cells stand in a record. */
export interface CsvCellOptions {
  /** The character between cells; `,` without a word. `\t` is a tab, and a backslash is written as two. */
  readonly sep?: string;
  /** The character around cells that hold others with a meaning; `"` without a word, `''` for none. */
  readonly quote?: string;
  /** The character before a quote inside of quotes; `\` without a word. */
  readonly escape?: string;
  /** The character before an escape that is meant as such; the escape itself without a word. */
  readonly charToEscapeQuoteEscaping?: string;
  /** The text of a null; the empty text without a word. */
  readonly nullValue?: string;
  /** The text of a text without characters: nothing in reading, and `""` in writing without a word. */
  readonly emptyValue?: string;
  /** Drops white space before a cell; in reading false, in writing true without a word. */
  readonly ignoreLeadingWhiteSpace?: boolean;
  /** Drops white space behind a cell; in reading false, in writing true without a word. */
  readonly ignoreTrailingWhiteSpace?: boolean;
}

/** Options of {@link fromCsv}. */
export interface FromCsvOptions extends RecordOptions, CsvCellOptions {
  /** The character that begins a text that is no record. */
  readonly comment?: string;
  /** The text of NaN; `NaN` without a word. */
  readonly nanValue?: string;
  /** The text of the positive infinity; `Inf` without a word. */
  readonly positiveInf?: string;
  /** The text of the negative infinity; `-Inf` without a word. */
  readonly negativeInf?: string;
  readonly [option: string]: string | number | boolean | undefined;
}

/**
 * A text of comma-separated cells as a struct (Spark: `from_csv`), one cell for each field. A cell that is missing,
 * empty or of another type is null, its neighbours are kept, and only null gives null. Line ends are
 * characters like others.
 *
 * A time that only Spark 2 could read is an error in both modes (`TIME.READ_DIFFERENTLY_BEFORE`).
 *
 * @param schema - fields of types without parts, also as text: `'id BIGINT, name STRING'`
 * @throws `RECORD.MALFORMED_TEXT` in mode FAILFAST
 * @example
 * ```ts
 * const Item = schema({ sku: string(), price: double() });
 * orders
 *   .withColumns((o) => ({ item: fromCsv(o.sku, Item, { sep: ';' }) }))
 *   .filter((o) => o.item.price.gt(10));
 * ```
 */
export function fromCsv<R>(
  text: Expr<string | null>,
  schema: Schema<R>,
  options?: FromCsvOptions,
): ExprOf<AllNullable<R> | null>;
export function fromCsv(
  text: Expr<string | null>,
  schema: string,
  options?: FromCsvOptions,
): DynamicExpr;
export function fromCsv(
  text: Expr<string | null>,
  schema: Schema | string,
  options?: FromCsvOptions,
): unknown {
  return recordCall('fromCsv', [text], options, schema);
}

/** Options of {@link toCsv}. */
export interface ToCsvOptions extends TimeOptions, CsvCellOptions {
  /** Quotes every cell. */
  readonly quoteAll?: boolean;
  /** Quotes cells that hold a quote; true without a word. */
  readonly escapeQuotes?: boolean;
  readonly [option: string]: string | number | boolean | undefined;
}

/**
 * A struct as comma-separated cells (Spark: `to_csv`): a null as nothing, a text without characters as `""`,
 * times as ISO 8601 with milliseconds. Null for a struct of one null.
 *
 * @example
 * ```ts
 * orders.select((o) => ({ line: toCsv(struct({ sku: o.sku, price: o.price })) }));
 * ```
 */
export function toCsv<T extends object | null>(
  value: Expr<T>,
  options?: ToCsvOptions,
): StringExpr<string | null | NullOf<T>> {
  return recordCall('toCsv', [value], options) as never;
}

/** Options of {@link schemaOfCsv}. */
export interface SchemaOfCsvOptions extends CsvCellOptions {
  /** Takes a text for a date before it takes it for a timestamp; true without a word. */
  readonly preferDate?: boolean;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly comment?: string;
  readonly [option: string]: string | number | boolean | undefined;
}

/**
 * The schema of an example, with fields `_c0`, `_c1`, …, as the text that {@link fromCsv} takes
 * (Spark: `schema_of_csv`). The example is a constant.
 *
 * @throws `RECORD.BAD_EXAMPLE` for text that is no record
 * @example
 * ```ts
 * orders.withColumns(() => ({ type: schemaOfCsv('1,abc') }));
 * ```
 */
export function schemaOfCsv(example: string, options?: SchemaOfCsvOptions): StringExpr<string> {
  return recordCall('schemaOfCsv', [example], options) as never;
}
