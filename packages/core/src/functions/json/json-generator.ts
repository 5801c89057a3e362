import { base64OfBytes } from '../../formats/base64.ts';
import type { ArrayType, DataType, MapType, StructType } from '../../types/data-type.ts';
import { scientificDecimalText } from '../../types/decimal-text.ts';
import { doubleText, floatText } from '../../types/double-text.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { RecordOptions } from '../records/record-options.ts';
import { type TimeFormats, timeFormats } from '../records/time-formats.ts';
import { type JsonTextStyle, JsonTextWriter } from './json-text-writer.ts';

/** Writes a value that is not null. */
type Write = (value: Exclude<InternalValue, null>, out: JsonTextWriter) => void;

/**
 * Writes values of a type as JSON text, as JacksonGenerator of Spark 3.5 does: times by pattern, binary
 * in base64, decimals and doubles as Java prints them, what JSON has no number for in quotes, and
 * fields that are null left out unless `ignoreNullFields` is false.
 */
export class JsonGenerator {
  readonly #write: Write;
  readonly #style: JsonTextStyle;
  readonly #keepsNulls: boolean;
  readonly #formats: TimeFormats;

  /** @throws `TIME.BAD_PATTERN`, `OPTION.BAD_VALUE` */
  constructor(dataType: DataType, options: RecordOptions, sessionZone: string) {
    this.#formats = timeFormats(options, sessionZone);
    this.#keepsNulls = !options.flag('ignoreNullFields', true);
    this.#style = {
      isPretty: options.flag('pretty', false),
      ...(options.flag('writeNonAsciiCharacterAsCodePoint', false) && { escapes: 'nonAscii' }),
    };
    this.#write = this.#writerOf(dataType);
  }

  text(value: Exclude<InternalValue, null>): string {
    const out = new JsonTextWriter(this.#style);
    this.#write(value, out);
    return out.text;
  }

  #writerOf(type: DataType): Write {
    const formats = this.#formats;
    switch (type.kind) {
      case 'string':
        return (value, out) => out.string(value as string);
      case 'float':
        return fractional(floatText);
      case 'double':
        return fractional(doubleText);
      case 'decimal':
        return (value, out) => out.value(scientificDecimalText(value as bigint, type.scale));
      case 'timestamp':
        return (value, out) => out.string(formats.timestamp(value as number));
      case 'timestamp_ntz':
        return (value, out) => out.string(formats.timestampNtz(value as number));
      case 'date':
        return (value, out) => out.string(formats.date(value as number));
      case 'binary':
        return (value, out) => out.string(base64OfBytes(value as Uint8Array));
      case 'struct':
        return this.#structWriter(type);
      case 'array':
        return this.#arrayWriter(type);
      case 'map':
        return this.#mapWriter(type);
      default:
        return (value, out) => out.value(String(value));
    }
  }

  #structWriter({ fields }: StructType): Write {
    const writes = fields.map((field) => orNull(this.#writerOf(field.dataType)));
    return (value, out) => {
      const items = value as readonly InternalValue[];
      out.startObject();
      for (const [i, { name }] of fields.entries()) {
        const item = items[i] ?? null;
        if (item === null && !this.#keepsNulls) continue;
        out.name(name);
        writes[i]?.(item, out);
      }
      out.endObject();
    };
  }

  #arrayWriter({ element }: ArrayType): Write {
    const write = orNull(this.#writerOf(element));
    return (value, out) => {
      out.startArray();
      for (const item of value as readonly InternalValue[]) write(item, out);
      out.endArray();
    };
  }

  #mapWriter({ key: keyType, value: valueType }: MapType): Write {
    const write = orNull(this.#writerOf(valueType));
    return (value, out) => {
      out.startObject();
      for (const [key, item] of value as readonly (readonly [InternalValue, InternalValue])[]) {
        out.name(keyText(key, keyType));
        write(item, out);
      }
      out.endObject();
    };
  }
}

function orNull(write: Write): (value: InternalValue, out: JsonTextWriter) => void {
  return (value, out) => {
    if (value === null) out.value('null');
    else write(value, out);
  };
}

function fractional(text: (value: number) => string): Write {
  return (value, out) =>
    Number.isFinite(value) ? out.value(text(value as number)) : out.string(String(value));
}

/** The key of a map as Spark holds it inside: times are counts of days or microseconds. */
function keyText(key: InternalValue, type: DataType): string {
  if (key === null) return 'null';
  switch (type.kind) {
    case 'float':
      return floatText(key as number);
    case 'double':
      return doubleText(key as number);
    case 'decimal':
      return scientificDecimalText(key as bigint, type.scale);
    case 'struct':
      return partsText(key, (i) => type.fields[i]?.dataType ?? type);
    case 'array':
      return partsText(key, () => type.element);
    default:
      return String(key);
  }
}

function partsText(value: InternalValue, typeAt: (index: number) => DataType): string {
  const parts = value as readonly InternalValue[];
  return `[${parts.map((part, i) => keyText(part, typeAt(i))).join(',')}]`;
}
