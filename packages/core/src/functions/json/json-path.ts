import { INVALID_ARGUMENT } from '../../errors/function.ts';

/*
 * The paths of get_json_object (JsonPathParser of Spark 3.5). White space may stand before a name, an
 * index, a wildcard and a quoted name, and at the end:
 *
 *   path     := '$' node*
 *   node     := '.*' | "['*']" | '.' name | "['" quoted "']" | '[' ('*' | digits) ']'
 *   name     := anything but '.' and '[' ; quoted := anything but "'" and '?'
 */

export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'elements' }
  /** Spark reads `.*` and gives nothing for it. */
  | { readonly kind: 'nothing' };

const SPACE = String.raw`[ \t\n\v\f\r]*`;
const MEMBERS = new RegExp(String.raw`${SPACE}(?:\.\*|\['\*'\])`, 'y');
const NAME = new RegExp(String.raw`\.${SPACE}([^.[ \t\n\v\f\r][^.[]*)`, 'y');
const QUOTED = new RegExp(String.raw`${SPACE}\['${SPACE}([^'? \t\n\v\f\r][^'?]*)'\]`, 'y');
const SUBSCRIPT = new RegExp(String.raw`\[(?:(\*)|${SPACE}(\d+))\]`, 'y');
const REST = new RegExp(String.raw`${SPACE}$`, 'y');
const MAX_LONG = 2n ** 63n - 1n;

/**
 * Reads a path; undefined for text that is none.
 *
 * @throws {@link INVALID_ARGUMENT} for an index beyond 64 bits
 */
export function parsePath(text: string): readonly PathStep[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  let at = 1;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (;;) {
    if (take(MEMBERS) !== null) {
      steps.push({ kind: 'nothing' });
      continue;
    }
    const name = (take(NAME) ?? take(QUOTED))?.[1];
    if (name !== undefined) {
      steps.push({ kind: 'name', name });
      continue;
    }
    const subscript = take(SUBSCRIPT);
    if (subscript === null) return take(REST) === null ? undefined : steps;
    const digits = subscript[2];
    steps.push(digits === undefined ? { kind: 'elements' } : indexStep(text, digits));
  }
}

function indexStep(path: string, digits: string): PathStep {
  if (BigInt(digits) > MAX_LONG) {
    throw INVALID_ARGUMENT.error({
      ...{ fn: 'getJsonObject', argument: 2, expected: 'a path with indexes of 64 bits' },
      found: `'${path}'`,
    });
  }
  return { kind: 'index', index: Number(digits) };
}
