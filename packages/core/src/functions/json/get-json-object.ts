import { copyJson } from './copy-json.ts';
import type { PathStep } from './json-path.ts';
import { HIVE_SYNTAX, JsonFailure, NOT_JSON } from './json-syntax.ts';
import { AS_BYTES, AS_CHARACTERS, JsonTextWriter } from './json-text-writer.ts';
import { JsonTokens } from './json-tokens.ts';

/**
 * How what is found is written: text without quotes while no wildcard was passed, JSON behind one, and
 * behind two in a row JSON without the brackets of arrays.
 */
type Style = 'raw' | 'quoted' | 'flat';

/** What a path leads to in a text; null for nothing, a null, and malformed text up to there. */
export function getJsonObject(text: string, path: readonly PathStep[]): string | null {
  const json = new JsonTokens(text, HIVE_SYNTAX);
  const out = new JsonTextWriter(AS_BYTES);
  try {
    json.next();
    return write(json, out, 'raw', path, 0) ? out.text : null;
  } catch (error) {
    if (error instanceof JsonFailure) return null;
    throw error;
  }
}

/**
 * Writes what the steps from `at` on lead to, and answers whether there was anything. Leaves the
 * tokens at the end of the current value.
 */
function write(
  json: JsonTokens,
  out: JsonTextWriter,
  style: Style,
  path: readonly PathStep[],
  at: number,
): boolean {
  const step = path[at];
  if (step === undefined) return writeAll(json, out, style);
  if (step.kind === 'name' && json.token === 'startObject') {
    return writeMember(json, out, style, path, at, step.name);
  }
  if (json.token === 'startArray') {
    if (step.kind === 'elements') return writeElements(json, out, style, path, at);
    if (step.kind === 'index') return writeElement(json, out, style, path, at, step.index);
  }
  json.skipChildren();
  return false;
}

function writeAll(json: JsonTokens, out: JsonTextWriter, style: Style): boolean {
  if (style === 'raw' && json.token === 'string') {
    out.raw(paired(json.text()));
    return true;
  }
  if (style === 'flat' && json.token === 'startArray') {
    let isFound = false;
    while (json.next() !== 'endArray') isFound = writeAll(json, out, style) || isFound;
    return isFound;
  }
  copyJson(json, out);
  return true;
}

/** The first member of the name that leads to something. */
function writeMember(
  json: JsonTokens,
  out: JsonTextWriter,
  style: Style,
  path: readonly PathStep[],
  at: number,
  name: string,
): boolean {
  let isFound = false;
  while (json.next() !== 'endObject') {
    if (!isFound && json.token === 'name' && json.name === name) {
      isFound = json.next() !== 'null' && write(json, out, style, path, at + 1);
    } else {
      json.skipChildren();
    }
  }
  return isFound;
}

function writeElement(
  json: JsonTokens,
  out: JsonTextWriter,
  style: Style,
  path: readonly PathStep[],
  at: number,
  index: number,
): boolean {
  json.next();
  for (let i = 0; i < index && json.token !== 'endArray'; i++) {
    json.skipChildren();
    json.next();
  }
  if (json.token === 'endArray') return false;
  const styleThere = path[at + 1]?.kind === 'elements' ? 'quoted' : style;
  const isFound = write(json, out, styleThere, path, at + 1);
  while (json.next() !== 'endArray') json.skipChildren();
  return isFound;
}

function writeElements(
  json: JsonTokens,
  out: JsonTextWriter,
  style: Style,
  path: readonly PathStep[],
  at: number,
): boolean {
  const isDouble = path[at + 1]?.kind === 'elements';
  if (isDouble || style === 'quoted') {
    out.startArray();
    const found = countFound(json, out, isDouble ? 'flat' : style, path, at + (isDouble ? 2 : 1));
    out.endArray();
    return found > 0;
  }
  // One element stands alone, and none leaves no trace.
  const elements = new JsonTextWriter(AS_CHARACTERS);
  elements.startArray();
  const found = countFound(json, elements, style === 'raw' ? 'quoted' : style, path, at + 1);
  elements.endArray();
  if (found > 0) out.value(found > 1 ? elements.text : elements.text.slice(1, -1));
  return found > 0;
}

function countFound(
  json: JsonTokens,
  out: JsonTextWriter,
  style: Style,
  path: readonly PathStep[],
  at: number,
): number {
  let found = 0;
  while (json.next() !== 'endArray') if (write(json, out, style, path, at)) found++;
  return found;
}

/** Jackson writes no half of a surrogate pair. */
export function paired(text: string): string {
  if (/[\ud800-\udfff]/u.test(text)) throw NOT_JSON;
  return text;
}
