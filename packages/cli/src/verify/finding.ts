/**
 * How bad something is: an `error` keeps the query from starting or makes its results wrong, a `warning`
 * takes away something that is not needed now, a `note` is for the curious.
 */
export type Severity = 'error' | 'warning' | 'note';

/** One thing that is not as it should be. */
export interface Finding {
  readonly severity: Severity;
  /** The file, from the folder it was found in. */
  readonly file: string;
  /** What is the matter: a sentence without its stop. */
  readonly what: string;
  /** What to do about it. */
  readonly todo: string;
  /** What `repair` does about it without losing anything; absent where that is nothing. */
  readonly repair?: Repair;
}

/** A change of a checkpoint that loses nothing. */
export type Repair =
  /** The file goes to `_repair`. */
  | { readonly kind: 'move' }
  /** The id of the query is written again. */
  | { readonly kind: 'write-id'; readonly queryId: string }
  /** The lock is taken over from its holder, and given back. */
  | { readonly kind: 'unlock' };

const OF_A_BATCH = /^(?:offsets|commits|state)\//;

/** Whether a rewind does away with all errors that a repair does not: they are of single batches. */
export function isMendedByRewind(findings: readonly Finding[]): boolean {
  const left = findings.filter(
    ({ severity, repair }) => severity === 'error' && repair === undefined,
  );
  return left.every(({ file }) => OF_A_BATCH.test(file));
}

/** Worst first, then by file. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const rank: Record<Severity, number> = { error: 0, warning: 1, note: 2 };
  return findings.toSorted(
    (a, b) => rank[a.severity] - rank[b.severity] || a.file.localeCompare(b.file, 'en', BY_NUMBER),
  );
}

const BY_NUMBER: Intl.CollatorOptions = { numeric: true };

/** What is wrong with a file, without the name of the file and the advice that its error has. */
export function damageOf(error: Error): string {
  const { parameters } = error as { readonly parameters?: unknown };
  const { damage, version, supported, reason } = (parameters ?? {}) as Readonly<
    Record<string, string | undefined>
  >;
  if (damage !== undefined) return damage;
  if (version !== undefined)
    return `it has version ${version}, and this release reads ${supported}`;
  return reason ?? error.message;
}
