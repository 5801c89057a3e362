import { STRING, type StructType } from '../types/data-type.ts';
import type { ColumnType, Schema } from '../types/schema.ts';
import type { DynamicExpr, Expr, ExprOf, NumberExpr, Operand, StringExpr } from './expr.ts';
import { build, call, use } from './expr-builder.ts';
import { recordCall, type SchemaLike } from './record-call.ts';

type NullOf<T> = Extract<T, null>;
type AllNullable<R> = { readonly [K in keyof R]: R[K] | null } & {};

/** How times stand in text, by Spark's names and patterns. */
export interface TimeOptions {
  /** The pattern of timestamps. Without one they are read as a cast reads them, and written as ISO 8601. */
  readonly timestampFormat?: string;
  /** The pattern of timestamps without a zone. */
  readonly timestampNTZFormat?: string;
  /** The pattern of dates; `yyyy-MM-dd` without a word. */
  readonly dateFormat?: string;
  /** The zone of times that name none; that of the session without a word. */
  readonly timeZone?: string;
}

/** What the text may be besides JSON. */
export interface JsonSyntaxOptions {
  /** Comments of Java, in front of any token. */
  readonly allowComments?: boolean;
  /** Names of members without quotes. */
  readonly allowUnquotedFieldNames?: boolean;
  /** Single quotes for double ones; true without a word. */
  readonly allowSingleQuotes?: boolean;
  /** `007`. */
  readonly allowNumericLeadingZeros?: boolean;
  /** `NaN`, `Infinity`, `-INF` and the like, also in quotes; true without a word. */
  readonly allowNonNumericNumbers?: boolean;
  /** A backslash before any character. */
  readonly allowBackslashEscapingAnyCharacter?: boolean;
  /** Control characters inside of strings. */
  readonly allowUnquotedControlChars?: boolean;
  /** Objects and arrays inside each other; 1000 without a word. */
  readonly maxNestingDepth?: number;
  /** Digits of a number; 1000 without a word. */
  readonly maxNumLen?: number;
}

/** How a text is read as a record. */
export interface RecordOptions extends TimeOptions {
  /** What a text that does not fit becomes: null for what does not fit, or the end of the query. */
  readonly mode?: 'PERMISSIVE' | 'FAILFAST';
  /** The field of the schema that gets a text that does not fit; `_corrupt_record` without a word. */
  readonly columnNameOfCorruptRecord?: string;
  /** Reads a time as a cast would where its pattern does not match; false where a pattern is given. */
  readonly enableDateTimeParsingFallback?: boolean;
}

/** Options of {@link fromJson}. */
export interface FromJsonOptions extends RecordOptions, JsonSyntaxOptions {
  readonly [option: string]: string | number | boolean | undefined;
}

/**
 * A JSON text as a struct, an array or a map (Spark: `from_json`), read as Spark 3.5 does:
 *
 * - Null for null and for text without anything in it but spaces.
 * - A field that is missing or of another type is null, and its neighbours are kept, at any depth. An array
 *   with an element of another type is null itself, and so is a map with such a value.
 * - A text column takes any value: numbers as Java prints them, objects and arrays as their JSON.
 * - An integer column takes no fraction, and only what its bits hold (a byte up to 255, which wraps around);
 *   a timestamp takes a number of seconds; binary is base64.
 * - Text that is no JSON gives nulls, in the fields that were not read before the fault; what follows a whole
 *   value is not looked at. Of two members with one name the last that fits counts.
 * - A top-level object stands for an array of one; an array in place of a struct does not fit.
 *
 * A time that only Spark 2 could read is an error in both modes (`TIME.READ_DIFFERENTLY_BEFORE`).
 * Null fields are possible whatever the schema says.
 *
 * @param schema - fields, the type of a value such as `array(int())`, or text: `'id BIGINT, tags ARRAY<STRING>'`
 * @throws `RECORD.MALFORMED_TEXT` in mode FAILFAST
 * @example
 * ```ts
 * const Item = schema({ sku: string(), price: double() });
 * orders
 *   .withColumns((o) => ({ item: fromJson(o.sku, Item) }))
 *   .filter((o) => o.item.price.gt(10));
 * ```
 */
export function fromJson<R>(
  text: Expr<string | null>,
  schema: Schema<R>,
  options?: FromJsonOptions,
): ExprOf<AllNullable<R> | null>;
export function fromJson<T>(
  text: Expr<string | null>,
  schema: ColumnType<T>,
  options?: FromJsonOptions,
): ExprOf<T | null>;
export function fromJson(
  text: Expr<string | null>,
  schema: string,
  options?: FromJsonOptions,
): DynamicExpr;
export function fromJson(
  text: Expr<string | null>,
  schema: SchemaLike,
  options?: FromJsonOptions,
): unknown {
  return recordCall('fromJson', [text], options, schema);
}

/** Options of {@link toJson}. */
export interface ToJsonOptions extends TimeOptions {
  /** Leaves fields that are null out; true without a word. Elements and values of maps always stay. */
  readonly ignoreNullFields?: boolean;
  /** Over several lines. */
  readonly pretty?: boolean;
  /** Everything beyond ASCII as `\uXXXX`. */
  readonly writeNonAsciiCharacterAsCodePoint?: boolean;
  readonly [option: string]: string | number | boolean | undefined;
}

/**
 * A struct, an array or a map as JSON text, without the fields that are null (Spark: `to_json`). Times are
 * ISO 8601 with milliseconds, binary is base64, NaN and the infinities are strings.
 *
 * @example
 * ```ts
 * orders.select((o) => ({ value: toJson(struct({ sku: o.sku, price: o.price })) }));
 * ```
 */
export function toJson<T extends object | null>(
  value: Expr<T>,
  options?: ToJsonOptions,
): StringExpr<string | NullOf<T>> {
  return recordCall('toJson', [value], options) as never;
}

/**
 * What a path leads to in a JSON text, as text (Spark: `get_json_object`): a string without its quotes,
 * anything else as JSON. Null for nothing, for a JSON null, and for malformed text.
 *
 * Paths are `$`, then any of `.name`, `['name']`, `[2]` from 0, and `[*]` for all elements of an array:
 * several come as an array, a single one alone.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ first: getJsonObject(o.sku, '$.lines[0].price') }));
 * ```
 */
export function getJsonObject(
  text: Expr<string | null>,
  path: Operand<string> | null,
): StringExpr<string | null> {
  return call('getJsonObject', text, path) as never;
}

type TupleOf<N extends readonly unknown[]> = {
  readonly [K in keyof N & `${number}` as `c${K}`]: string | null;
};

/**
 * Members of a JSON object by their names, as the fields `c0`, `c1`, … of a struct (Spark: `json_tuple`):
 * strings without quotes, anything else as JSON, null for what is missing or null, and for malformed text.
 *
 * @example
 * ```ts
 * orders
 *   .withColumns((o) => ({ parts: jsonTuple(o.sku, 'color', 'size') }))
 *   .filter((o) => o.parts.c0.eq('red'));
 * ```
 */
export function jsonTuple<const N extends readonly [Operand<string>, ...Operand<string>[]]>(
  text: Expr<string | null>,
  ...names: N
): ExprOf<TupleOf<N>> {
  const fields = names.map((_, i) => ({ name: `c${i}`, dataType: STRING, nullable: true }));
  const dataType: StructType = { kind: 'struct', fields };
  const args = [text, ...names].map(use);
  return build({ kind: 'call', fn: 'jsonTuple', args }, dataType) as never;
}

/** How many elements a JSON array has; null for text that is none. */
export function jsonArrayLength(text: Expr<string | null>): NumberExpr<number | null> {
  return call('jsonArrayLength', text) as never;
}

/** The names of the members of a JSON object, in order; null for text that is none. */
export function jsonObjectKeys(text: Expr<string | null>): ExprOf<readonly string[] | null> {
  return call('jsonObjectKeys', text) as never;
}

/** Options of {@link schemaOfJson}. */
export interface SchemaOfJsonOptions extends JsonSyntaxOptions {
  /** Numbers and booleans are text. */
  readonly primitivesAsString?: boolean;
  /** Fractions are decimals where 38 digits hold them, and so are numbers in quotes. */
  readonly prefersDecimal?: boolean;
  /** Leaves fields out that are null or empty, instead of taking them for text. */
  readonly dropFieldIfAllNull?: boolean;
  /** Texts that are timestamps become timestamps. */
  readonly inferTimestamp?: boolean;
  readonly timestampFormat?: string;
  readonly [option: string]: string | number | boolean | undefined;
}

/**
 * The schema of an example, as the text that {@link fromJson} takes (Spark: `schema_of_json`). The example
 * is a constant.
 *
 * @throws `RECORD.BAD_EXAMPLE` for text that is no JSON
 * @example
 * ```ts
 * orders.withColumns(() => ({ type: schemaOfJson('{"price": 1.5, "tags": ["new"]}') }));
 * ```
 */
export function schemaOfJson(example: string, options?: SchemaOfJsonOptions): StringExpr<string> {
  return recordCall('schemaOfJson', [example], options) as never;
}
