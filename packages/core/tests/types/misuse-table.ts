/** Code that has to be refused by the compiler, and when it runs as JavaScript. */
export interface Misuse {
  readonly name: string;
  /** What JavaScript users get; undefined where only types can tell. */
  readonly condition: string | undefined;
  readonly run: () => unknown;
}

type AddMisuse = (name: string, condition: string | undefined, run: () => unknown) => void;

/** An empty table, and what adds to it. */
export function misuseTable(): { readonly misuses: readonly Misuse[]; readonly misuse: AddMisuse } {
  const misuses: Misuse[] = [];
  return {
    misuses,
    misuse: (name, condition, run) => void misuses.push({ name, condition, run }),
  };
}
