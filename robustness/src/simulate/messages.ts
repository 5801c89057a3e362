import type { EffortName } from './effort.ts';

/** What a worker is told. */
export interface SeedTask {
  readonly seed: number;
  readonly effort: EffortName;
}

/** A failure, as it is printed. */
export interface Failure {
  readonly line: string;
  readonly problem: string;
  readonly places: readonly string[];
}

/** What a worker says: some executions are done, and, in the end, that the seed is. */
export type WorkerMessage =
  | {
      readonly kind: 'executions';
      readonly pipeline: string;
      readonly counts: Readonly<
        Record<string, { readonly executions: number; readonly bad: number }>
      >;
      readonly failures: readonly Failure[];
    }
  | { readonly kind: 'seed done'; readonly seed: number };
