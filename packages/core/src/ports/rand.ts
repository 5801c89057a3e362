/** The only door to randomness. Tests put a seeded one here. */
export interface Rand {
  /** A number in [0, 1). */
  next(): number;
  /** A fresh UUID, version 4. */
  uuid(): string;
  /** A short fresh name for files of one attempt: 8 characters of `[0-9a-z]`. */
  attemptId(): string;
}
