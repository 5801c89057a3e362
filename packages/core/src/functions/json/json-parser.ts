import { READ_DIFFERENTLY_BEFORE } from '../../errors/time.ts';
import type { ArrayType, DataType, MapType, StructType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { EvalContext } from '../function.ts';
import type { RecordTimes } from '../records/record-times.ts';
import { JsonFailure, type JsonSyntax } from './json-syntax.ts';
import { JsonTokens } from './json-tokens.ts';
import { reader, scalarReader, UNFIT, unfit, wellFormed } from './json-values.ts';

/** What became of a text. */
export interface ParsedJson {
  /** What could be read; null where nothing could. */
  readonly value: InternalValue;
  /** Absent for a text that fits, and for one without anything in it. */
  readonly failure?: JsonFailure;
}

const NO_VALUE: ParsedJson = { value: null };
const NOTHING: JsonFailure = new JsonFailure('the text is null');
const ARRAY_FOR_STRUCT: JsonFailure = new JsonFailure('an array stands where a struct is wanted');

/** A value of which parts did not fit; they are null in it. */
class PartialValue {
  readonly value: InternalValue;
  readonly failure: JsonFailure;

  constructor(value: InternalValue, failure: JsonFailure) {
    this.value = value;
    this.failure = failure;
  }
}

type Read = (json: JsonTokens, context: EvalContext) => InternalValue | PartialValue;

/**
 * Reads texts as values of a type, as JacksonParser of Spark 3.5 does (with
 * `spark.sql.json.enablePartialResults`, its default):
 *
 * - A field that does not fit is null and its neighbours are kept, in structs at any depth.
 * - An array with an element that does not fit does not fit itself, nor does a map with such a value;
 *   but a struct in them of which a part does not fit is kept.
 * - Malformed text loses what {@link JsonTokens} could not pass: reading goes on where it failed, and a
 *   failure between the fields of the outermost struct loses all of it.
 * - Of two members with one name the last that fits counts.
 */
export class JsonParser {
  readonly #syntax: JsonSyntax;
  readonly #times: RecordTimes;
  readonly #read: Read;

  /** @param dataType - a struct, an array or a map */
  constructor(dataType: DataType, syntax: JsonSyntax, times: RecordTimes) {
    this.#syntax = syntax;
    this.#times = times;
    this.#read = this.#rootReader(dataType);
  }

  /** @throws `TIME.READ_DIFFERENTLY_BEFORE`, see {@link RecordTimes} */
  parse(text: string, context: EvalContext): ParsedJson {
    const json = new JsonTokens(text, this.#syntax);
    try {
      if (json.next() === undefined) return NO_VALUE;
      const value = this.#read(json, context);
      if (value instanceof PartialValue) return value;
      return value === null ? { value, failure: NOTHING } : { value };
    } catch (error) {
      if (error instanceof JsonFailure) return { value: null, failure: error };
      throw error;
    }
  }

  #rootReader(dataType: DataType): Read {
    if (dataType.kind === 'array' && dataType.element.kind === 'struct') {
      return this.#structsReader(dataType, dataType.element);
    }
    const read = this.#reader(dataType);
    if (dataType.kind !== 'struct') return read;
    return (json, context) => {
      if (json.token === 'startArray') throw ARRAY_FOR_STRUCT;
      return read(json, context);
    };
  }

  /** A struct alone stands for an array of one. */
  #structsReader(array: ArrayType, struct: StructType): Read {
    const readArray = this.#reader(array);
    const readStruct = this.#reader(struct);
    return (json, context) => {
      if (json.token !== 'startObject') return readArray(json, context);
      const value = readStruct(json, context);
      return value instanceof PartialValue
        ? new PartialValue([value.value], value.failure)
        : [value];
    };
  }

  #reader(dataType: DataType): Read {
    switch (dataType.kind) {
      case 'struct':
        return this.#structReader(dataType);
      case 'array':
        return this.#arrayReader(dataType);
      case 'map':
        return this.#mapReader(dataType);
      default: {
        const { allowNonNumericNumbers } = this.#syntax;
        return scalarReader(dataType, this.#times, allowNonNumericNumbers) ?? reader(unfit);
      }
    }
  }

  #structReader({ fields }: StructType): Read {
    const indexes = new Map(fields.map((field, i) => [field.sourceName ?? field.name, i]));
    const reads = fields.map((field) => this.#reader(field.dataType));
    return entering('startObject', (json, context) => {
      const row = new Array<InternalValue>(reads.length).fill(null);
      let failure: JsonFailure | undefined;
      while (hasNext(json, 'endObject')) {
        const { name } = json;
        const index = name === undefined ? undefined : indexes.get(name);
        if (index === undefined) {
          json.skipChildren();
          continue;
        }
        try {
          const value = (reads[index] as Read)(json, context);
          if (value instanceof PartialValue) {
            failure ??= value.failure;
            row[index] = value.value;
          } else {
            row[index] = value;
          }
        } catch (error) {
          if (!(error instanceof JsonFailure)) throw error;
          failure ??= error;
          json.skipChildren();
        }
      }
      return failure === undefined ? row : new PartialValue(row, failure);
    });
  }

  #arrayReader({ element }: ArrayType): Read {
    const read = this.#reader(element);
    return entering('startArray', (json, context) => {
      const values: InternalValue[] = [];
      let failure: JsonFailure | undefined;
      while (hasNext(json, 'endArray')) {
        const value = read(json, context);
        if (value instanceof PartialValue) {
          failure ??= value.failure;
          values.push(value.value);
        } else {
          values.push(value);
        }
      }
      return failure === undefined ? values : new PartialValue(values, failure);
    });
  }

  #mapReader({ value: valueType }: MapType): Read {
    const read = this.#reader(valueType);
    return entering('startObject', (json, context) => {
      const entries = new Map<string, InternalValue>();
      let failure: JsonFailure | undefined;
      let isWhole = true;
      while (hasNext(json, 'endObject')) {
        const name = wellFormed(json.name ?? '');
        try {
          const value = read(json, context);
          if (value instanceof PartialValue) failure ??= value.failure;
          entries.set(name, value instanceof PartialValue ? value.value : value);
        } catch (error) {
          // Here, and only here, Spark takes a time that Spark 2 read for a value that does not fit.
          if (!(error instanceof JsonFailure) && !READ_DIFFERENTLY_BEFORE.is(error)) throw error;
          isWhole = false;
          json.skipChildren();
        }
      }
      if (!isWhole) throw UNFIT;
      return failure === undefined ? [...entries] : new PartialValue([...entries], failure);
    });
  }
}

/** A reader of what one token opens; goes from a name to its value. */
function entering(opening: 'startObject' | 'startArray', read: Read): Read {
  return (json, context) => {
    const token = json.token === 'name' ? json.next() : json.token;
    if (token === undefined || token === 'null') return null;
    return token === opening ? read(json, context) : unfit(json);
  };
}

function hasNext(json: JsonTokens, end: 'endObject' | 'endArray'): boolean {
  const token = json.next();
  return token !== undefined && token !== end;
}
