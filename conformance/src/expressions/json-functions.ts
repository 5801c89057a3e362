import { fromJson, schemaOfJson, toJson } from '@tidemark/core/functions';
import { isObject, type Json, textOf } from '../scenario.ts';
import { columnType } from '../values/column-type.ts';
import { type Heads, untyped } from './expression.ts';

export const JSON_FUNCTIONS: Heads = [
  ['to_json', ([of = null, options], compile) => untyped(toJson(compile(of), optionsOf(options)))],
  [
    'from_json',
    ([text = null, type = null, options], compile) =>
      untyped(fromJson(compile(text), columnType(type), optionsOf(options))),
  ],
  [
    'schema_of_json',
    ([text = null, options]) =>
      untyped(schemaOfJson(literalText(text) as string, optionsOf(options))),
  ],
];

function optionsOf(json: Json | undefined): Record<string, string> | undefined {
  if (!isObject(json ?? null)) return undefined;
  return Object.fromEntries(
    Object.entries(json as object).map(([name, value]) => [name, textOf(value as Json)]),
  );
}

/** The text of `["lit", text]`; null stays null, which the compiler would refuse. */
function literalText(json: Json): string | null {
  const text = Array.isArray(json) ? (json[1] as Json) : json;
  return text === null ? null : textOf(text);
}
