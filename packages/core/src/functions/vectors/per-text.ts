import type { Vector } from '../../columnar/vector.ts';
import type { Argument } from '../function.ts';
import { textReader } from './text.ts';

/**
 * What is made of the text that an argument is, row by row: of a constant once and for all, so that
 * `make` fails before any row; else once for each distinct text. Where another argument is a constant
 * null no row ever asks, and so nothing is made before one does.
 */
export function perText<T>(
  args: readonly Argument[],
  index: number,
  make: (text: string) => T,
): (vector: Vector) => (row: number) => T {
  const { constant } = args[index] as Argument;
  if (constant !== undefined) {
    const text = String(constant.value);
    if (args.some((arg) => arg.constant?.value === null)) return () => () => make(text);
    const made = make(text);
    return () => () => made;
  }
  const known = new Map<string, T>();
  return (vector) => {
    const read = textReader(vector);
    return (row) => {
      const text = read(row);
      let made = known.get(text);
      if (made === undefined) {
        if (known.size >= MAX_KNOWN) known.clear();
        known.set(text, (made = make(text)));
      }
      return made;
    };
  };
}

/** A column of ever new texts is not kept. */
const MAX_KNOWN = 10_000;
