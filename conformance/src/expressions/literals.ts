import { callFunction, lit, struct } from '@tidemark/core/functions';
import { isObject, type Json, listOf, textOf } from '../scenario.ts';
import { columnType } from '../values/column-type.ts';
import { fromJson } from '../values/from-json.ts';
import type { Expression, Heads } from './expression.ts';
import { untyped } from './expression.ts';

const MICROS_PER_MS = 1000;

/** The literal of a value without a type: an integer is an int, any other number a double. */
export function plainLiteral(json: Json): Expression {
  if (typeof json === 'object' && json !== null) {
    throw new TypeError(`${JSON.stringify(json)} is no literal`);
  }
  return untyped(lit(json));
}

function typedLiteral(json: Json, type: Json): Expression {
  if (json === null) return untyped(untyped(lit(null)).cast(columnType(type)));
  if (type === 'timestamp') return timestampLiteral(fromJson(json, type) as number);
  if (typeof type === 'string') {
    const value = fromJson(json, type) as number | string | boolean | bigint | Date | Uint8Array;
    return untyped(untyped(lit(value)).cast(columnType(type)));
  }
  return nestedLiteral(json, type);
}

// A Date holds milliseconds; what is finer has to be made.
function timestampLiteral(micros: number): Expression {
  return micros % MICROS_PER_MS === 0
    ? untyped(lit(new Date(micros / MICROS_PER_MS)))
    : callFunction('timestampMicros', untyped(lit(BigInt(micros))));
}

function nestedLiteral(json: Json, type: Json): Expression {
  const parts = isObject(type) ? type : {};
  if (parts['array'] !== undefined) {
    const element = parts['array'];
    const values = listOf(json).map((value) => typedLiteral(value, element));
    const list = callFunction('array', ...values);
    // Of no elements nobody knows the type.
    return values.length === 0 ? untyped(list.cast(columnType(type))) : list;
  }
  if (parts['map'] !== undefined) {
    const types = listOf(parts['map']);
    const entries = listOf(json).flatMap((entry) =>
      listOf(entry).map((value, i) => typedLiteral(value, types[i] ?? null)),
    );
    return callFunction('map', ...entries);
  }
  const fields = listOf(parts['struct']).map((field, i) => {
    const [name, fieldType = null] = listOf(field);
    return [textOf(name), typedLiteral(listOf(json)[i] ?? null, fieldType)] as const;
  });
  return untyped(struct(Object.fromEntries(fields)));
}

export const LITERALS: Heads = [
  [
    'lit',
    ([value = null, type]) =>
      type === undefined ? plainLiteral(value) : typedLiteral(value, type),
  ],
];
