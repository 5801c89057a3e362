import type { DataType, InternalValue } from '@tidemark/core/connector';
import { showType } from '@tidemark/core/connector';
import type { Json } from '../scenario.ts';
import { dateText, timestampText } from './timestamp-text.ts';

/** A value of the engine as the scenario format writes it. */
export function toJson(value: InternalValue, type: DataType): Json {
  if (value === null) return null;
  switch (type.kind) {
    case 'long':
      return typeof value === 'bigint' ? String(value) : (value as number);
    case 'double':
    case 'float':
      return doubleJson(value as number);
    case 'timestamp':
    case 'timestamp_ntz':
      return timestampText(value as number);
    case 'date':
      return dateText(value as number);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'array':
      return (value as readonly InternalValue[]).map((v) => toJson(v, type.element));
    case 'map':
      return (value as readonly (readonly [InternalValue, InternalValue])[]).map(([k, v]) => [
        toJson(k, type.key),
        toJson(v, type.value),
      ]);
    case 'struct':
      return type.fields.map((field, i) =>
        toJson((value as readonly InternalValue[])[i] ?? null, field.dataType),
      );
    default:
      return value as Json;
  }
}

function doubleJson(value: number): Json {
  if (Object.is(value, -0)) return '-0.0';
  return Number.isFinite(value) ? value : String(value);
}

function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A type of the engine as the scenario format writes it. */
export function typeToJson(type: DataType): Json {
  switch (type.kind) {
    case 'array':
      return { array: typeToJson(type.element) };
    case 'map':
      return { map: [typeToJson(type.key), typeToJson(type.value)] };
    case 'struct':
      return { struct: type.fields.map(({ name, dataType }) => [name, typeToJson(dataType)]) };
    case 'decimal':
      return showType(type);
    default:
      return type.kind;
  }
}
