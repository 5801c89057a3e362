import { BAD_SEQUENCE } from '../../errors/collection.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';

/** No array of Spark is longer. */
const MAX_LENGTH = 2_147_483_632;

/** @throws {@link BAD_SEQUENCE} for a step that leads away from the end, or nowhere */
export function checkStep(
  start: number | bigint,
  stop: number | bigint,
  step: number | bigint,
): void {
  const isFine = step > 0 ? start <= stop : step < 0 ? start >= stop : start === stop;
  if (isFine) return;
  throw BAD_SEQUENCE.error({ start: String(start), stop: String(stop), step: String(step) });
}

/** Refuses what no array could hold. */
export function checkedLength(length: number): number {
  if (length <= MAX_LENGTH) return length;
  const expected = `near enough for an array of ${MAX_LENGTH} elements`;
  throw INVALID_ARGUMENT.error({ fn: 'sequence', argument: 2, expected, found: 'too far away' });
}
