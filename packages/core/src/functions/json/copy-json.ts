import { doubleText } from '../../types/double-text.ts';
import { NOT_JSON } from './json-syntax.ts';
import type { JsonTextWriter } from './json-text-writer.ts';
import type { JsonTokens } from './json-tokens.ts';

/**
 * Copies the current value, with all that is in it (JsonGenerator.copyCurrentStructure). Numbers come
 * out as Java prints them: integers without needless zeros, others as doubles.
 *
 * @throws `JsonFailure` for a malformed value, and where there is none
 */
export function copyJson(json: JsonTokens, out: JsonTextWriter): void {
  let depth = 0;
  do {
    depth += copyToken(json, out);
  } while (depth > 0 && json.next() !== undefined);
}

/** Answers by how much the depth changed. */
function copyToken(json: JsonTokens, out: JsonTextWriter): number {
  switch (json.token) {
    case 'startObject':
      out.startObject();
      return 1;
    case 'endObject':
      out.endObject();
      return -1;
    case 'startArray':
      out.startArray();
      return 1;
    case 'endArray':
      out.endArray();
      return -1;
    case 'name':
      out.name(json.name ?? '');
      return 0;
    case 'string':
      out.string(json.text());
      return 0;
    case 'integer':
      out.value(integerText(json.text()));
      return 0;
    case 'fraction':
      out.value(fractionText(Number(json.text())));
      return 0;
    case undefined:
      throw NOT_JSON;
    default:
      out.value(json.token);
      return 0;
  }
}

function integerText(digits: string): string {
  return digits === '-0' ? '0' : digits;
}

/** What JSON has no number for goes into quotes. */
function fractionText(value: number): string {
  return Number.isFinite(value) ? doubleText(value) : `"${value}"`;
}
