import { isObject, type Json, listOf, textOf } from '../scenario.ts';
import { dayOf, microsOf } from './timestamp-text.ts';

const MS_PER_DAY = 86_400_000;

/** The JavaScript value of a value of the scenario format, as a column of `columnType` takes it. */
export function fromJson(json: Json, type: Json): unknown {
  if (json === null) return null;
  if (typeof type === 'string') return scalarOf(json, type);
  if (!isObject(type)) throw new TypeError(`${JSON.stringify(type)} is no type`);
  if (type['array'] !== undefined) {
    const element = type['array'];
    return listOf(json).map((value) => fromJson(value, element));
  }
  if (type['map'] !== undefined) {
    const [key = null, value = null] = listOf(type['map']);
    return new Map(
      listOf(json).map((entry) => {
        const [entryKey = null, entryValue = null] = listOf(entry);
        return [fromJson(entryKey, key), fromJson(entryValue, value)];
      }),
    );
  }
  return rowFromJson(json, listOf(type['struct']));
}

/** A struct or a row: an array of its values in the order of the fields. */
export function rowFromJson(json: Json, fields: readonly Json[]): Record<string, unknown> {
  const values = listOf(json);
  return Object.fromEntries(
    fields.map((field, i) => {
      const [name, type = null] = listOf(field);
      return [textOf(name), fromJson(values[i] ?? null, type)];
    }),
  );
}

function scalarOf(json: Json, type: string): unknown {
  switch (type) {
    case 'long':
      return BigInt(json as number | string);
    case 'double':
    case 'float':
      return Number(json);
    case 'timestamp':
      return microsOf(textOf(json));
    case 'date':
      return new Date(dayOf(textOf(json)) * MS_PER_DAY);
    case 'binary':
      return new Uint8Array(Buffer.from(textOf(json), 'base64'));
    case 'string':
      return textOf(json);
    case 'boolean':
      return json;
    default:
      return type.startsWith('decimal') ? textOf(json) : Number(json);
  }
}
