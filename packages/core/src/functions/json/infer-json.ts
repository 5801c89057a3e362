import { longOfText } from '../../formats/number-text.ts';
import {
  type ArrayType,
  BOOLEAN,
  type DataType,
  DOUBLE,
  type Field,
  LONG,
  NULL,
  STRING,
  type StructType,
  TIMESTAMP,
} from '../../types/data-type.ts';
import { compatibleType } from '../records/compatible-type.ts';
import { decimalTypeOf, digitsOf } from '../records/decimal-type-of.ts';
import { NOT_JSON } from './json-syntax.ts';
import type { JsonTokens } from './json-tokens.ts';

/** What decides about the types that are found. */
export interface JsonInference {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly dropFieldIfAllNull: boolean;
  /** Tells times from other texts; absent where none are to be found. */
  readonly isTimestamp?: (text: string) => boolean;
}

/**
 * The type of the current value, as JsonInferSchema finds it: fields in the order of their names, and
 * null where nothing is known.
 *
 * @throws `JsonFailure`
 */
export function inferJson(json: JsonTokens, inference: JsonInference): DataType {
  if (json.token === 'name') json.next();
  const { token } = json;
  switch (token) {
    case undefined:
    case 'null':
      return NULL;
    case 'string':
      return inferText(json.text(), inference);
    case 'integer':
    case 'fraction':
      if (inference.primitivesAsString) return STRING;
      return inferNumber(json.text(), token === 'integer', inference);
    case 'true':
    case 'false':
      return inference.primitivesAsString ? STRING : BOOLEAN;
    case 'startObject':
      return inferObject(json, inference);
    case 'startArray':
      return inferArray(json, inference);
    default:
      throw NOT_JSON;
  }
}

function inferText(text: string, { prefersDecimal, isTimestamp }: JsonInference): DataType {
  if (text === '') return NULL;
  const decimal = prefersDecimal ? decimalTypeOf(digitsOf(text.replaceAll(',', ''))) : undefined;
  if (decimal !== undefined) return decimal;
  return isTimestamp?.(text) === true ? TIMESTAMP : STRING;
}

function inferNumber(
  text: string,
  isInteger: boolean,
  { prefersDecimal }: JsonInference,
): DataType {
  if (isInteger && longOfText(text) !== undefined) return LONG;
  if (!isInteger && !prefersDecimal) return DOUBLE;
  const digits = digitsOf(text);
  // No decimal is NaN, and Spark has none that ends in zeros before the point.
  if (digits === undefined || digits.scale < 0) throw NOT_JSON;
  const precision = Math.max(digits.precision, digits.scale);
  return decimalTypeOf({ ...digits, precision }) ?? DOUBLE;
}

function inferObject(json: JsonTokens, inference: JsonInference): StructType {
  const fields: Field[] = [];
  for (let token = json.next(); token !== undefined && token !== 'endObject'; token = json.next()) {
    const { name = '' } = json;
    fields.push({ name, dataType: inferJson(json, inference), nullable: true });
  }
  return { kind: 'struct', fields: fields.sort((a, b) => compare(a.name, b.name)) };
}

function inferArray(json: JsonTokens, inference: JsonInference): ArrayType {
  let element: DataType = NULL;
  for (let token = json.next(); token !== undefined && token !== 'endArray'; token = json.next()) {
    element = compatibleType(element, inferJson(json, inference));
  }
  return { kind: 'array', element, containsNull: true };
}

/** By UTF-16 units, as `String.compareTo` does. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The type without what is not known: nulls become text, and structs without fields go. */
export function knownType(type: DataType, inference: JsonInference): DataType | undefined {
  switch (type.kind) {
    case 'null':
      return inference.dropFieldIfAllNull ? undefined : STRING;
    case 'array': {
      const element = knownType(type.element, inference);
      return element && { ...type, element };
    }
    case 'struct': {
      const fields = type.fields.flatMap((field) => {
        const dataType = field.name === '' ? undefined : knownType(field.dataType, inference);
        return dataType === undefined ? [] : [{ ...field, dataType }];
      });
      return fields.length === 0 ? undefined : { kind: 'struct', fields };
    }
    default:
      return type;
  }
}
