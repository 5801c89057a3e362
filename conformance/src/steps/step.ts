import { Difference } from '../outcome.ts';
import type { QueryUnderTest } from '../runner/query-under-test.ts';
import type { Json, JsonObject } from '../scenario.ts';

/** Runs one step. `step` has the options beside the value. */
export type Step = (query: QueryUnderTest, value: Json, step: JsonObject) => void | Promise<void>;

/** The steps of one family. */
export type Steps = readonly (readonly [name: string, step: Step])[];

/** @throws {@link Difference} unless both are the same */
export function checkSame(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Difference(`${what} ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
