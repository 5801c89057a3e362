import { type HeldState, heldText, mib, STATE_TOO_LARGE } from '../errors/state.ts';

/** A state beyond this share of what it may be is worth a warning. */
const WARN_SHARE = 0.8;

/**
 * Sees to it that the state of a query stays within `maxStateBytes`, so that a forgotten watermark ends in
 * a message that names the operator, and not in a process that the system kills.
 *
 * State is measured as it is stored: the files that the next commit names. They hold the rows of all
 * operators and at most about as much again of what newer files replace.
 */
export class StateBudget {
  readonly #maxStateBytes: number;
  readonly #warn: (message: string) => void;
  #isWarned = false;

  constructor(maxStateBytes: number | undefined, warn: (message: string) => void) {
    this.#maxStateBytes = maxStateBytes ?? Number.POSITIVE_INFINITY;
    this.#warn = warn;
  }

  /**
   * Called with what the operators hold before the batch is a fact.
   *
   * @throws {@link STATE_TOO_LARGE}
   */
  check(operators: readonly HeldState[]): void {
    const maxStateBytes = this.#maxStateBytes;
    const sizeBytes = operators.reduce((sum, held) => sum + held.sizeBytes, 0);
    const isLarge = sizeBytes > maxStateBytes * WARN_SHARE;
    if (isLarge) {
      const largestFirst = operators.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
      if (sizeBytes > maxStateBytes) {
        throw STATE_TOO_LARGE.error({ maxStateBytes, sizeBytes, operators: largestFirst });
      }
      if (!this.#isWarned) {
        this.#warn(
          `The state of the query is ${mib(sizeBytes)} of the ${mib(maxStateBytes)} that maxStateBytes allows; beyond that the query ends. ${heldText(largestFirst)}.`,
        );
      }
    }
    // Warned again when it has shrunk and grows anew, and not with every batch.
    this.#isWarned = isLarge;
  }
}
