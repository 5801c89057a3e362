import { type DataType, sameType } from '../../types/data-type.ts';
import { castKernel } from '../cast.ts';
import { isNumeric } from '../coercion.ts';

/**
 * True where Spark casts an argument to the type that a function asks for without being told
 * (TypeCoercion.implicitCast): numbers among each other, text to anything, anything without parts to text.
 */
export function canBecome(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || sameType(from, to)) return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (to.kind === 'string') return !isNested(from);
  if (from.kind === 'string') return !isNested(to) && to.kind !== 'interval';
  if (to.kind === 'array' && from.kind === 'array') return canBecome(from.element, to.element);
  return isTime(from) && isTime(to) && castKernel(from, to, 'legacy') !== undefined;
}

function isNested({ kind }: DataType): boolean {
  return kind === 'array' || kind === 'map' || kind === 'struct' || kind === 'interval';
}

function isTime({ kind }: DataType): boolean {
  return kind === 'date' || kind === 'timestamp' || kind === 'timestamp_ntz';
}
