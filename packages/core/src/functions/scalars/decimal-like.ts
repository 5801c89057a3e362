import type { DataType, DecimalType } from '../../types/data-type.ts';
import { decimalFor, isIntegral } from '../coercion.ts';

/** The decimal that Spark casts a number or a text to where a function asks for decimals. */
export function decimalLike(type: DataType): DecimalType {
  if (type.kind === 'decimal' || isIntegral(type)) return decimalFor(type);
  if (type.kind === 'float') return { kind: 'decimal', precision: 14, scale: 7 };
  if (type.kind === 'double') return { kind: 'decimal', precision: 30, scale: 15 };
  return { kind: 'decimal', precision: 38, scale: 18 };
}
