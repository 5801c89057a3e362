import { TIME_OVERFLOW } from '../../errors/time.ts';
import { type DataType, TIMESTAMP } from '../../types/data-type.ts';
import { isNumeric, isTimestamp } from '../coercion.ts';
import type { Argument } from '../function.ts';
import { anyNullable, argument, typeMismatch } from './arguments.ts';

/** Beyond it a timestamp does not fit the 64 bits that Spark has for it. */
const MAX_MICROS = 2 ** 63;

/** Spark's implicit casts to a date or a timestamp: from each other, and from text. */
export function expectTime(fn: string, args: readonly Argument[], index: number): void {
  const { dataType: t } = argument(args, index);
  if (isTimestamp(t) || t.kind === 'date' || t.kind === 'string' || t.kind === 'null') return;
  throw typeMismatch(fn, args, `a timestamp or a date as argument ${index + 1}`);
}

/** Spark's implicit casts to a number: from any other, and from text. */
export function expectNumber(fn: string, args: readonly Argument[], index: number): void {
  const { dataType: t } = argument(args, index);
  if (isNumeric(t) || t.kind === 'string' || t.kind === 'null') return;
  throw typeMismatch(fn, args, `a number as argument ${index + 1}`);
}

/** The timestamp type in which a time is taken: without a zone only if it is one already. */
export function timestampType({ dataType }: Argument): DataType {
  return isTimestamp(dataType) ? dataType : TIMESTAMP;
}

/** True where an argument may be null, or a text that is none of what it is cast to. */
export function mayBeNull(args: readonly Argument[]): boolean {
  return anyNullable(args) || args.some(({ dataType }) => dataType.kind === 'string');
}

/**
 * Microseconds that fit a timestamp.
 *
 * @throws {@link TIME_OVERFLOW}
 */
export function checkedMicros(fn: string, micros: number): number {
  if (Math.abs(micros) >= MAX_MICROS) throw TIME_OVERFLOW.error({ fn });
  return micros;
}
