import type { DataType, Field, MapType, StructType } from '../../types/data-type.ts';
import { showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import { dateOfText, timestampOfText } from '../../types/timestamp.ts';
import { bytesOfBase64 } from '../base64.ts';
import { decimalOfText, longOfText } from '../number-text.ts';
import { type JsonKind, type JsonReader, numberOf } from './json-reader.ts';

const MICROS_PER_SECOND = 1_000_000;
const MAX_SECONDS = Number.MAX_SAFE_INTEGER / MICROS_PER_SECOND;

/** Stands for a value that does not have its type; the field stays as it was. */
const UNFIT: unique symbol = Symbol('unfit');
type Converted = InternalValue | typeof UNFIT;

/** How the values of one type are made; a struct with its fields by name. */
interface Conversion {
  readonly dataType: DataType;
  readonly fields: ReadonlyMap<string, number>;
  readonly children: readonly Conversion[];
}

/**
 * Makes values of a type out of JSON, as Spark's JacksonParser does: a field that does not fit
 * stays null and its neighbours are kept, an array or a map with an element that does not fit does
 * not fit itself, of two members with one name the last that fits counts, and a text takes
 * whatever is there.
 */
export class JsonValueReader {
  readonly #conversion: Conversion;
  readonly #zone: TimeZone;
  readonly #isStrict: boolean;
  #json!: JsonReader;
  #path: string[] = [];
  #problem: string | undefined = undefined;

  /** @param isStrict - a null or missing value in a field that is not nullable does not fit */
  constructor(dataType: DataType, zone: TimeZone, isStrict: boolean) {
    this.#conversion = conversionOf(dataType);
    this.#zone = zone;
    this.#isStrict = isStrict;
  }

  /**
   * The next value of the text, with null for what does not fit; {@link problem} then says what.
   *
   * @throws `MalformedJson` for text that is no JSON
   */
  read(json: JsonReader): InternalValue {
    this.#json = json;
    this.#path = [];
    this.#problem = undefined;
    const value = this.#value(this.#conversion);
    return value === UNFIT ? null : value;
  }

  /** The first thing in the last value that did not fit, for people. */
  get problem(): string | undefined {
    return this.#problem;
  }

  #value(conversion: Conversion): Converted {
    const json = this.#json;
    const { dataType } = conversion;
    const found = json.peek();
    if (found === 'null') {
      json.readNull();
      return null;
    }
    switch (dataType.kind) {
      case 'struct':
        return found === 'object'
          ? this.#struct(conversion, dataType)
          : this.#skip(dataType, found);
      case 'array':
        return found === 'array' ? this.#array(conversion) : this.#skip(dataType, found);
      case 'map':
        return found === 'object' ? this.#map(conversion, dataType) : this.#skip(dataType, found);
      case 'string':
        return found === 'string' ? json.readString() : json.copyValue();
      case 'boolean':
        return found === 'boolean' ? json.readBoolean() : this.#skip(dataType, found);
      default:
        break;
    }
    if (found === 'string') {
      const value = textValue(json.readString(), dataType, this.#zone);
      const takesText = TAKES_TEXT.has(dataType.kind);
      return this.#checked(value, dataType, takesText ? 'a string that is none' : found);
    }
    if (found === 'integer' || found === 'fraction') {
      const value = numberValue(json.readNumber(), found === 'integer', dataType);
      const takesNumber = found === 'integer' ? TAKES_INTEGER : TAKES_FRACTION;
      const isBeyond = takesNumber.has(dataType.kind);
      return this.#checked(value, dataType, isBeyond ? 'a number out of range' : found);
    }
    return this.#skip(dataType, found);
  }

  #struct(conversion: Conversion, dataType: StructType): InternalValue {
    const values = new Array<InternalValue>(dataType.fields.length).fill(null);
    this.#json.readObject((name) => {
      const index = conversion.fields.get(name);
      if (index === undefined) {
        this.#json.skipValue();
        return;
      }
      this.#path.push(name);
      const value = this.#value(conversion.children[index] as Conversion);
      if (value !== UNFIT) values[index] = value;
      this.#path.pop();
    });
    if (this.#isStrict) this.#checkNulls(dataType.fields, values);
    return values;
  }

  #checkNulls(fields: readonly Field[], values: readonly InternalValue[]): void {
    const missing = fields.find((field, i) => !field.nullable && values[i] === null);
    if (missing === undefined) return;
    this.#path.push(missing.sourceName ?? missing.name);
    this.#report('expected a value, found null or nothing');
    this.#path.pop();
  }

  #array(conversion: Conversion): Converted {
    const [element] = conversion.children as readonly [Conversion];
    const { dataType } = conversion;
    const values: InternalValue[] = [];
    let fits = true;
    this.#path.push('[]');
    this.#json.readArray(() => {
      const value = this.#value(element);
      if (value === UNFIT) fits = false;
      else values.push(value);
    });
    if (dataType.kind === 'array' && !dataType.containsNull) this.#checkElements(values);
    this.#path.pop();
    return fits ? values : UNFIT;
  }

  #map(conversion: Conversion, dataType: MapType): Converted {
    const [key, element] = conversion.children as readonly [Conversion, Conversion];
    const values = new Map<string, InternalValue>();
    let fits = key.dataType.kind === 'string';
    this.#json.readObject((name) => {
      this.#path.push('{}');
      const value = this.#value(element);
      if (value === UNFIT) fits = false;
      else values.set(name, value);
      this.#path.pop();
    });
    if (!dataType.valueContainsNull) this.#checkElements([...values.values()]);
    return fits ? [...values] : UNFIT;
  }

  #checkElements(values: readonly InternalValue[]): void {
    if (this.#isStrict && values.includes(null)) this.#report('expected values, found a null');
  }

  #skip(dataType: DataType, found: JsonKind): typeof UNFIT {
    this.#json.skipValue();
    this.#report(`expected ${showType(dataType)}, found ${found}`);
    return UNFIT;
  }

  #checked(value: InternalValue | undefined, dataType: DataType, found: string): Converted {
    if (value !== undefined) return value;
    this.#report(`expected ${showType(dataType)}, found ${found}`);
    return UNFIT;
  }

  #report(what: string): void {
    this.#problem ??= this.#path.length === 0 ? what : `field '${this.#path.join('.')}': ${what}`;
  }
}

function conversionOf(dataType: DataType): Conversion {
  switch (dataType.kind) {
    case 'struct':
      return {
        dataType,
        fields: new Map(dataType.fields.map((field, i) => [field.sourceName ?? field.name, i])),
        children: dataType.fields.map((field) => conversionOf(field.dataType)),
      };
    case 'array':
      return { dataType, fields: NO_FIELDS, children: [conversionOf(dataType.element)] };
    case 'map': {
      const children = [conversionOf(dataType.key), conversionOf(dataType.value)];
      return { dataType, fields: NO_FIELDS, children };
    }
    default:
      return { dataType, fields: NO_FIELDS, children: [] };
  }
}

const NO_FIELDS: ReadonlyMap<string, number> = new Map();

/** Types with a text form, types that take integers, and those that take fractions. */
const TAKES_TEXT: ReadonlySet<string> = new Set([
  'timestamp',
  'timestamp_ntz',
  'date',
  'decimal',
  'binary',
]);
const TAKES_INTEGER: ReadonlySet<string> = new Set([
  'byte',
  'short',
  'int',
  'long',
  'decimal',
  'timestamp',
]);
const TAKES_FRACTION: ReadonlySet<string> = new Set(['decimal']);

/** The value of a JSON string; undefined where it does not fit. */
function textValue(text: string, dataType: DataType, zone: TimeZone): InternalValue | undefined {
  switch (dataType.kind) {
    case 'timestamp':
      return finite(timestampOfText(text, zone));
    case 'timestamp_ntz':
      return finite(timestampOfText(text, zone));
    case 'date':
      return finite(dateOfText(text));
    case 'float':
    case 'double':
      return NON_FINITE_TEXTS.has(text) ? numberOf(text) : undefined;
    case 'decimal':
      return decimalOfText(text.replaceAll(',', ''), dataType);
    case 'binary':
      return bytesOfBase64(text);
    default:
      return undefined;
  }
}

const NON_FINITE_TEXTS: ReadonlySet<string> = new Set([
  'NaN',
  'Infinity',
  '+Infinity',
  '-Infinity',
  '+INF',
  '-INF',
]);

/** The value of a JSON number; undefined where it does not fit. */
function numberValue(
  text: string,
  isInteger: boolean,
  dataType: DataType,
): InternalValue | undefined {
  switch (dataType.kind) {
    case 'double':
      return numberOf(text);
    case 'float':
      return Math.fround(numberOf(text));
    case 'decimal':
      return decimalOfText(text, dataType);
    case 'byte':
      return isInteger ? inRange(Number(text), 0x7f) : undefined;
    case 'short':
      return isInteger ? inRange(Number(text), 0x7fff) : undefined;
    case 'int':
      return isInteger ? inRange(Number(text), 0x7fff_ffff) : undefined;
    case 'long':
      return isInteger ? longOfText(text) : undefined;
    case 'timestamp': {
      if (!isInteger) return undefined;
      const seconds = Number(text);
      return Math.abs(seconds) <= MAX_SECONDS ? seconds * MICROS_PER_SECOND + 0 : undefined;
    }
    default:
      return undefined;
  }
}

function finite(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** `+ 0` turns the -0 that `Number('-0')` gives into the 0 that it means. */
function inRange(value: number, max: number): number | undefined {
  return value <= max && value >= -max - 1 ? value + 0 : undefined;
}
