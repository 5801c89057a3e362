/**
 * One value as the engine holds it outside of vectors: literals, boxed vectors, keys of state.
 *
 * | type | internal value |
 * |---|---|
 * | boolean | boolean |
 * | byte, short, int, float, double | number |
 * | long | number while safe, else bigint |
 * | decimal | bigint, unscaled |
 * | string | string |
 * | binary | Uint8Array |
 * | date | number, days since 1970-01-01 |
 * | timestamp, timestamp_ntz | number, microseconds |
 * | interval | number, months or microseconds; of the calendar [months, days, microseconds] |
 * | array | InternalValue[] |
 * | map | [key, value][] |
 * | struct | InternalValue[] by position |
 *
 * `null` is null. Rows that users see are made from these by `columnar/row.ts`.
 */
export type InternalValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly InternalValue[];
