/** Thrown where a scenario asks for what the library does not offer; the reason is for users. */
export class Skip extends Error {
  override readonly name: string = 'Skip';
}

/** Thrown where an answer differs from the expected one. */
export class Difference extends Error {
  override readonly name: string = 'Difference';
}

/** What became of a scenario. */
export interface Outcome {
  readonly id: string;
  readonly group: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed, one text for each difference. */
  readonly differences: readonly string[];
  /** Why it, or some of its cases, did not run. */
  readonly skips: readonly string[];
  readonly ms: number;
}

/** What running a scenario, or a part of it, brought to light. */
export interface Findings {
  readonly ran: number;
  readonly differences: readonly string[];
  readonly skips: readonly string[];
}

export function joined(parts: readonly Findings[]): Findings {
  return {
    ran: parts.reduce((sum, part) => sum + part.ran, 0),
    differences: parts.flatMap((part) => part.differences),
    skips: parts.flatMap((part) => part.skips),
  };
}

/** A scenario with a difference failed; one of which nothing ran was skipped. */
export function statusOf({ ran, differences }: Findings): Outcome['status'] {
  if (differences.length > 0) return 'failed';
  return ran > 0 ? 'passed' : 'skipped';
}
