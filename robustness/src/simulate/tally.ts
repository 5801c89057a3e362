/** One kind of trouble of one pipeline. */
interface Count {
  executions: number;
  bad: number;
}

/** What was tried, by pipeline and kind. */
export class Tally {
  readonly #counts = new Map<string, Map<string, Count>>();
  executions = 0;
  bad = 0;

  add(pipeline: string, kind: string, executions: number, bad: number): void {
    const kinds = this.#counts.get(pipeline) ?? new Map<string, Count>();
    this.#counts.set(pipeline, kinds);
    const count = kinds.get(kind) ?? { executions: 0, bad: 0 };
    kinds.set(kind, { executions: count.executions + executions, bad: count.bad + bad });
    this.executions += executions;
    this.bad += bad;
  }

  /** A table: a line for each pipeline, a column for each kind. Bad ones stand in brackets. */
  table(): string {
    const kinds = [...new Set([...this.#counts.values()].flatMap((counts) => [...counts.keys()]))];
    const lines = [...this.#counts].map(([pipeline, counts]) => [
      pipeline,
      ...kinds.map((kind) => cellOf(counts.get(kind))),
      cellOf(sumOf(counts.values())),
    ]);
    const all = kinds.map((kind) =>
      cellOf(sumOf([...this.#counts.values()].flatMap((counts) => counts.get(kind) ?? []))),
    );
    const total = ['all', ...all, cellOf({ executions: this.executions, bad: this.bad })];
    const table = [['pipeline', ...kinds, 'all'], ...sorted(lines), total];
    const widths = (table[0] as string[]).map((_, c) =>
      Math.max(...table.map((line) => (line[c] as string).length)),
    );
    return table
      .map((line) =>
        line
          .map((cell, c) => (c === 0 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0)))
          .join('  '),
      )
      .join('\n');
  }
}

function sorted(lines: readonly string[][]): readonly string[][] {
  return lines.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function sumOf(counts: Iterable<Count>): Count {
  const sum = { executions: 0, bad: 0 };
  for (const { executions, bad } of counts) {
    sum.executions += executions;
    sum.bad += bad;
  }
  return sum;
}

function cellOf(count: Count | undefined): string {
  if (count === undefined) return '-';
  const executions = count.executions.toLocaleString('en');
  return count.bad === 0 ? executions : `${executions} (${count.bad} bad)`;
}
