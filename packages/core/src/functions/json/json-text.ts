import { valueText } from '../../columnar/value-text.ts';
import type { DataType } from '../../types/data-type.ts';
import { decimalText } from '../../types/decimal-text.ts';
import { doubleText, floatText } from '../../types/double-text.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { dateText, offsetText, timestampText } from '../../types/time-text.ts';
import { timeZone } from '../../types/time-zone.ts';
import { type Present } from '../cast/each-value.ts';
import { castStyle } from '../cast/to-text.ts';
import type { EvalContext } from '../function.ts';

/** Spark's `to_json` with its defaults: null fields left out, times in ISO 8601, binary in base64. */
export function jsonText(value: Present, type: DataType, context: EvalContext): string {
  const part = (item: InternalValue, itemType: DataType): string =>
    item === null ? 'null' : jsonText(item, itemType, context);
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
      return String(value);
    case 'float':
      return numberText(value as number, floatText);
    case 'double':
      return numberText(value as number, doubleText);
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'date':
      return `"${dateText(value as number)}"`;
    case 'timestamp': {
      const zone = timeZone(context.timeZone);
      const offset = zone.offsetAt(value as number);
      return `"${isoText((value as number) + offset)}${offsetText(offset)}"`;
    }
    case 'timestamp_ntz':
      return `"${isoText(value as number)}"`;
    case 'binary':
      return `"${base64(value as Uint8Array)}"`;
    case 'array':
      return `[${(value as readonly InternalValue[]).map((item) => part(item, type.element)).join(',')}]`;
    case 'map': {
      const entries = value as readonly (readonly [InternalValue, InternalValue])[];
      const texts = entries.map(([key, item]) => {
        const name = key === null ? 'null' : valueText(key, type.key, castStyle(context));
        return `${quoted(name)}:${part(item, type.value)}`;
      });
      return `{${texts.join(',')}}`;
    }
    case 'struct': {
      const items = value as readonly InternalValue[];
      const texts: string[] = [];
      for (const [i, field] of type.fields.entries()) {
        const item = items[i] ?? null;
        if (item !== null) texts.push(`${quoted(field.name)}:${part(item, field.dataType)}`);
      }
      return `{${texts.join(',')}}`;
    }
    default:
      return quoted(String(value));
  }
}

/** Jackson's escapes: control characters by number, and nothing beyond ASCII. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function numberText(value: number, text: (value: number) => string): string {
  return Number.isFinite(value) ? text(value) : `"${String(value)}"`;
}

/** Spark's default pattern `yyyy-MM-dd'T'HH:mm:ss[.SSS]`: three digits or none, the rest cut. */
function isoText(localMicros: number): string {
  const [whole = '', fraction] = timestampText(localMicros, 'T').split('.');
  if (fraction === undefined) return `${whole}.000`;
  return `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Without Buffer: this folder runs in any JavaScript. */
function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b = 0, c = 0] = bytes.subarray(i, i + 3) as unknown as [number, number?, number?];
    const group = (a << 16) | (b << 8) | c;
    const left = bytes.length - i;
    out += BASE64[group >> 18];
    out += BASE64[(group >> 12) & 63];
    out += left > 1 ? BASE64[(group >> 6) & 63] : '=';
    out += left > 2 ? BASE64[group & 63] : '=';
  }
  return out;
}
