/** Rows by what tells them apart: each key with the content of every row that has it. */
export type Entries = ReadonlyMap<string, readonly string[]>;

/** How an output differs from what it must be. All zero: it is right, every row once. */
export interface Difference {
  readonly expected: number;
  readonly found: number;
  readonly lost: number;
  readonly doubled: number;
  /** There, but never asked for, or with another content. */
  readonly wrong: number;
  /** Some of the keys concerned, for people. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 5;

/** Rows collected by key. */
export function entriesOf(rows: Iterable<readonly [string, string]>): Entries {
  const entries = new Map<string, string[]>();
  for (const [key, content] of rows) {
    const present = entries.get(key);
    if (present === undefined) entries.set(key, [content]);
    else present.push(content);
  }
  return entries;
}

/** Compares as multisets: how often a row is there counts. */
export function compareEntries(expected: Entries, found: Entries): Difference {
  let lost = 0;
  let doubled = 0;
  let wrong = 0;
  const examples: string[] = [];
  const note = (text: string) => examples.length < MAX_EXAMPLES && examples.push(text);
  for (const [key, wanted] of expected) {
    const present = found.get(key) ?? [];
    const isWrong = present.some((content) => !wanted.includes(content));
    if (isWrong) {
      wrong++;
      note(`${key} is ${present.join(' and ')} instead of ${wanted.join(' and ')}`);
    } else if (present.length !== wanted.length) {
      lost += Math.max(0, wanted.length - present.length);
      doubled += Math.max(0, present.length - wanted.length);
      note(`${key} is there ${present.length} times instead of ${wanted.length}`);
    }
  }
  for (const [key, present] of found) {
    if (expected.has(key)) continue;
    wrong += present.length;
    note(`${key} is ${present.join(' and ')} and should not be there`);
  }
  return { expected: sizeOf(expected), found: sizeOf(found), lost, doubled, wrong, examples };
}

function sizeOf(entries: Entries): number {
  let size = 0;
  for (const rows of entries.values()) size += rows.length;
  return size;
}
