import { copyJson } from './copy-json.ts';
import { paired } from './get-json-object.ts';
import { HIVE_SYNTAX, JsonFailure } from './json-syntax.ts';
import { AS_BYTES, JsonTextWriter } from './json-text-writer.ts';
import { JsonTokens } from './json-tokens.ts';
import { wellFormed } from './json-values.ts';

/** What a function of a malformed text is. */
function orNull<T>(text: string, read: (json: JsonTokens) => T): T | null {
  try {
    return read(new JsonTokens(text, HIVE_SYNTAX));
  } catch (error) {
    if (error instanceof JsonFailure) return null;
    throw error;
  }
}

/**
 * The members of an object by some names, as text; of two with one name the last that is not null.
 * Null for what is no object.
 */
export function jsonTuple(
  text: string,
  names: readonly (string | null)[],
): readonly (string | null)[] | null {
  return orNull(text, (json) => {
    const found = new Map<string, string>();
    if (json.next() !== 'startObject') return null;
    while (json.next() !== 'endObject') {
      const { name } = json;
      if (json.token === 'name' && name !== undefined && names.includes(name)) {
        if (json.next() !== 'null') found.set(name, memberText(json));
      }
      json.skipChildren();
    }
    return names.map((name) => (name === null ? null : (found.get(name) ?? null)));
  });
}

function memberText(json: JsonTokens): string {
  if (json.token === 'string') return paired(json.text());
  const out = new JsonTextWriter(AS_BYTES);
  copyJson(json, out);
  return out.text;
}

/** How many elements an array has; null for what is none. */
export function jsonArrayLength(text: string): number | null {
  return orNull(text, (json) => {
    if (json.next() !== 'startArray') return null;
    let length = 0;
    for (; json.next() !== 'endArray'; length++) json.skipChildren();
    return length;
  });
}

/** The names of the members of an object, in order, as often as they are there; null for what is none. */
export function jsonObjectKeys(text: string): readonly string[] | null {
  return orNull(text, (json) => {
    const names: string[] = [];
    if (json.next() !== 'startObject') return null;
    while (json.next() !== 'endObject') {
      names.push(wellFormed(json.name ?? ''));
      json.next();
      json.skipChildren();
    }
    return names;
  });
}
