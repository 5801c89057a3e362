import type { DataType } from '../types/data-type.ts';
import { decimalText, scientificDecimalText } from '../types/decimal-text.ts';
import { doubleText, floatText } from '../types/double-text.ts';
import type { InternalValue } from '../types/internal-value.ts';
import { intervalText } from '../types/interval.ts';
import { dateText, timestampText } from '../types/time-text.ts';
import { type TimeZone, UTC } from '../types/time-zone.ts';

/** Where the texts that Spark has for a value differ. */
export interface ValueTextStyle {
  /** What a null inside a value looks like. */
  readonly nullText: string;
  readonly binary: 'hex' | 'utf8';
  /** With an exponent below 1E-6, or always all digits. */
  readonly decimal: 'scientific' | 'plain';
  /** The wall clock that timestamps are read from. */
  readonly zone: TimeZone;
}

/** What a cast to string gives in a session without a zone of its own, decimals with all digits. */
const PLAIN_IN_UTC: ValueTextStyle = {
  nullText: 'null',
  binary: 'utf8',
  decimal: 'plain',
  zone: UTC,
};

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Spark's text of a value: `1.0E7`, `2024-01-01 00:00:00`, `[1, null]`, `{k -> v}`, `{a, b}`. */
export function valueText(
  value: InternalValue,
  type: DataType,
  style: ValueTextStyle = PLAIN_IN_UTC,
): string {
  if (value === null) return style.nullText;
  switch (type.kind) {
    case 'float':
      return floatText(value as number);
    case 'double':
      return doubleText(value as number);
    case 'decimal': {
      const text = style.decimal === 'plain' ? decimalText : scientificDecimalText;
      return text(value as bigint, type.scale);
    }
    case 'date':
      return dateText(value as number);
    case 'timestamp':
      return timestampText(style.zone.toLocal(value as number));
    case 'timestamp_ntz':
      return timestampText(value as number);
    case 'interval':
      return intervalText(value, type);
    case 'binary':
      return style.binary === 'hex'
        ? hexText(value as Uint8Array)
        : utf8.decode(value as Uint8Array);
    case 'array': {
      const items = value as readonly InternalValue[];
      return `[${items.map((item) => valueText(item, type.element, style)).join(', ')}]`;
    }
    case 'map': {
      const entries = value as readonly (readonly [InternalValue, InternalValue])[];
      const texts = entries.map(
        ([k, v]) => `${valueText(k, type.key, style)} -> ${valueText(v, type.value, style)}`,
      );
      return `{${texts.join(', ')}}`;
    }
    case 'struct': {
      const items = value as readonly InternalValue[];
      const texts = type.fields.map((field, i) =>
        valueText(items[i] ?? null, field.dataType, style),
      );
      return `{${texts.join(', ')}}`;
    }
    default:
      return String(value);
  }
}

function hexText(bytes: Uint8Array): string {
  return `[${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ')}]`;
}
