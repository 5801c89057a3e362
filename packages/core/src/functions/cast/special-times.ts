import { MICROS_PER_DAY } from '../../types/civil.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { findTimeZone, timeZone } from '../../types/time-zone.ts';
import { isTimestamp } from '../coercion.ts';
import type { EvalContext, Kernel } from '../function.ts';
import { numberRows } from '../vectors/number-rows.ts';

const WORD = /^\s*(?<word>epoch|now|today|tomorrow|yesterday)\s*(?<zone>.*?)\s*$/i;
const DAYS_FROM_NOW: Readonly<Record<string, number>> = { today: 0, tomorrow: 1, yesterday: -1 };

/**
 * The cast of a constant text that Spark gives a meaning of its own (SpecialDatetimeValues): `'epoch'`,
 * `'now'`, `'today'` and its neighbours, by the time of the batch. A zone behind it has to exist, and
 * changes nothing. Undefined for anything else, so also for text in columns.
 */
export function castSpecialTime(
  constant: InternalValue | undefined,
  to: DataType,
): Kernel | undefined {
  if (typeof constant !== 'string' || !(isTimestamp(to) || to.kind === 'date')) return undefined;
  const { word = '', zone = '' } = WORD.exec(constant)?.groups ?? {};
  const lower = word.toLowerCase();
  if (word === '' || (zone !== '' && (lower === 'now' || findTimeZone(zone) === undefined))) {
    return undefined;
  }
  return (_, length, context) => {
    const value = valueOf(lower, to, context);
    return numberRows(to.kind === 'date' ? 'int' : 'double', [], length, () => value);
  };
}

function valueOf(word: string, to: DataType, context: EvalContext): number {
  if (word === 'epoch') return 0;
  const zone = timeZone(context.timeZone);
  const now = context.batchTimeMs * 1000;
  const local = zone.toLocal(now);
  const day = Math.floor(local / MICROS_PER_DAY) + (DAYS_FROM_NOW[word] ?? 0);
  if (to.kind === 'date') return day;
  if (word === 'now') return to.kind === 'timestamp' ? now : local;
  return to.kind === 'timestamp' ? zone.toInstant(day * MICROS_PER_DAY) : day * MICROS_PER_DAY;
}
