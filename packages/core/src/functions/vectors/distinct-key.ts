import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';

/**
 * A primitive that is the same for equal values and for no others, as a Map compares keys: NaN
 * equals NaN, -0.0 equals 0.0. Nulls only inside structs and arrays.
 */
export function distinctKey(
  value: InternalValue,
  type: DataType,
): string | number | bigint | boolean {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Array.from(value, (b) => String.fromCharCode(b)).join('');
  if (typeof value === 'object') return nestedKey(value, type);
  return value;
}

/** Parts with their lengths in front, so that no two values run into each other. */
function nestedKey(values: readonly InternalValue[], type: DataType): string {
  let key = '';
  for (const [i, value] of values.entries()) {
    if (value === null) {
      key += '-;';
      continue;
    }
    const part = distinctKey(value, partType(type, i));
    const text = Object.is(part, -0) ? '0' : String(part);
    key += `${text.length}:${text};`;
  }
  return key;
}

function partType(type: DataType, index: number): DataType {
  if (type.kind === 'array') return type.element;
  return type.kind === 'struct' ? (type.fields[index]?.dataType ?? type) : type;
}
