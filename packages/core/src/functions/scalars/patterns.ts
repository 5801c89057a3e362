import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { BOOLEAN, STRING } from '../../types/data-type.ts';
import type { Kernel, ScalarFunction } from '../function.ts';
import { byDictionary } from '../vectors/by-dictionary.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { textBytes, textReader } from '../vectors/text.ts';
import { anyNullable, expectCount } from './arguments.ts';

/** Tells whether a text holds another one, or matches a pattern. */
export const PATTERNS: readonly ScalarFunction[] = [
  part('startsWith', (size, partSize) => (size < partSize ? undefined : [0, 0])),
  part('endsWith', (size, partSize) =>
    size < partSize ? undefined : [size - partSize, size - partSize],
  ),
  part('contains', (size, partSize) => (size < partSize ? undefined : [0, size - partSize])),
  matcher('like', (text) => text),
  matcher('ilike', (text) => text.toLowerCase()),
];

/** @param range - the first and the last place at which the part may begin, in bytes */
function part(
  name: string,
  range: (size: number, partSize: number) => readonly [number, number] | undefined,
): ScalarFunction {
  const kernel: Kernel = ([first, second], length) => {
    const [text, parts] = [textBytes(first as Vector), textBytes(second as Vector)];
    const values = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      const partSize = parts.lengths[i] as number;
      const places = range(text.lengths[i] as number, partSize);
      if (places === undefined) continue;
      const [start, partStart] = [text.starts[i] as number, parts.starts[i] as number];
      for (let at = places[0]; at <= places[1] && values[i] === 0; at++) {
        let same = 0;
        while (same < partSize && text.bytes[start + at + same] === parts.bytes[partStart + same])
          same++;
        if (same === partSize) values[i] = 1;
      }
    }
    const nulls = mergeNulls([first as Vector, second as Vector], length);
    return { kind: 'boolean', length, nulls, values };
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 2);
      return {
        dataType: BOOLEAN,
        nullable: anyNullable(args),
        castTo: args.every((arg) => arg.dataType.kind === 'binary') ? [] : [STRING, STRING],
        kernel: byDictionary(kernel, args),
      };
    },
  };
}

/**
 * SQL's LIKE. A constant pattern that cannot be is refused before any row.
 *
 * @param fold - what text and pattern become before they are compared
 */
function matcher(name: string, fold: (text: string) => string): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 2, 3);
      const compile = (pattern: string, by: string): RegExp =>
        likeExpression(name, fold(pattern), by);
      const escape = String(args[2]?.constant?.value ?? '\\');
      const kernel: Kernel = ([text, pattern], length) => {
        const values = new Uint8Array(length);
        const nulls = mergeNulls([text as Vector, pattern as Vector], length);
        const [read, readPattern] = [textReader(text as Vector), textReader(pattern as Vector)];
        let source: string | undefined;
        let expression = /(?:)/;
        for (let i = 0; i < length; i++) {
          if (nulls !== undefined && nulls[i] === 1) continue;
          const next =
            args[1]?.constant === undefined || source === undefined ? readPattern(i) : source;
          if (next !== source) {
            expression = compile(next, escape);
            source = next;
          }
          values[i] = expression.test(fold(read(i))) ? 1 : 0;
        }
        return { kind: 'boolean', length, nulls, values };
      };
      const constant = args[1]?.constant?.value;
      if (typeof constant === 'string') compile(constant, escape);
      return {
        dataType: BOOLEAN,
        nullable: anyNullable(args),
        castTo: [STRING, STRING],
        kernel: byDictionary(kernel, args),
        canFail: constant === undefined,
      };
    },
  };
}

/** `%` is any text, `_` any character, and the escape character makes the next one plain. */
function likeExpression(fn: string, pattern: string, escape: string): RegExp {
  let source = '';
  const characters = Array.from(pattern);
  for (let i = 0; i < characters.length; i++) {
    let character = characters[i] as string;
    if (character === escape) {
      const next = characters[++i];
      if (next === undefined || (next !== '%' && next !== '_' && next !== escape)) {
        throw WRONG_ARGUMENTS.error({
          ...{ fn, expected: `'%', '_' or '${escape}' after '${escape}'`, found: pattern },
        });
      }
      character = next;
    } else if (character === '%' || character === '_') {
      source += character === '%' ? '.*' : '.';
      continue;
    }
    source += character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 'su');
}
