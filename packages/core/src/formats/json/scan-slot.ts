import type { DataType } from '../../types/data-type.ts';

/** One wanted key. */
export interface ScanSlot {
  /** As it stands in the records. */
  readonly key: string;
  readonly dataType: DataType;
  /** False where a null or missing value makes the record bad. */
  readonly takesNull: boolean;
}

/** What is done with the value of a slot. Texts, decimals and nested values are only located. */
export const SKIP = 0;
export const DOUBLE = 1;
export const INTEGER = 2;
export const LONG = 3;
export const BOOLEAN = 4;
export const TEXT = 5;
export const DECIMAL = 6;
export const NESTED = 7;

/** The action for values of a type, one of the constants above. */
export function actionOf(dataType: DataType): number {
  switch (dataType.kind) {
    case 'float':
    case 'double':
      return DOUBLE;
    case 'byte':
    case 'short':
    case 'int':
      return INTEGER;
    case 'long':
      return LONG;
    case 'boolean':
      return BOOLEAN;
    case 'string':
    case 'binary':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return TEXT;
    case 'decimal':
      return DECIMAL;
    case 'struct':
    case 'array':
    case 'map':
      return NESTED;
    case 'interval':
    case 'null':
      return SKIP;
  }
}

/** The largest integer that fits a type; the smallest is `-max - 1`. */
export function maximumOf(dataType: DataType): number {
  switch (dataType.kind) {
    case 'byte':
      return 0x7f;
    case 'short':
      return 0x7fff;
    case 'int':
      return 0x7fff_ffff;
    default:
      return Number.MAX_SAFE_INTEGER;
  }
}
