import type { DataType } from '../../types/data-type.ts';
import { isNumeric } from '../coercion.ts';
import type { Argument } from '../function.ts';
import { typeMismatch } from '../scalars/arguments.ts';

/** What the sum and the mean take as a double, besides numbers: a timestamp is the seconds since 1970. */
export function isReadAsDouble({ kind }: DataType): boolean {
  return kind === 'string' || kind === 'null' || kind === 'timestamp';
}

/** Checks that arguments are numbers, or text that Spark reads as numbers. */
export function expectNumbers(fn: string, args: readonly Argument[]): void {
  const isFine = args.every(
    ({ dataType: t }) => isNumeric(t) || t.kind === 'string' || t.kind === 'null',
  );
  if (isFine) return;
  throw typeMismatch(fn, args, args.length === 1 ? 'a number' : 'numbers');
}
