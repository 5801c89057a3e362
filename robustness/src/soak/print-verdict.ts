import type { Difference } from '../shop/compare-entries.ts';
import type { Verdict } from './check-output.ts';
import type { SoakProgress } from './soak.ts';

/** All outputs together. */
export function sumOf(verdict: Verdict): Pick<Difference, 'lost' | 'doubled' | 'wrong'> {
  const sum = { lost: 0, doubled: 0, wrong: 0 };
  for (const { lost, doubled, wrong } of Object.values(verdict)) {
    sum.lost += lost;
    sum.doubled += doubled;
    sum.wrong += wrong;
  }
  return sum;
}

const WIDTH = 12;

/** The table at the end of a soak. */
export function printVerdict(
  verdict: Verdict,
  { sent, starts, batches, aimed, startMs }: SoakProgress,
  say: (line: string) => void,
): void {
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell) => String(cell).padStart(WIDTH)).join('');
  say(
    `${sent} orders sent, ${starts} starts, ${aimed} deaths where they were aimed at, ${batches} batches`,
  );
  const sorted = startMs.toSorted((a, b) => a - b);
  const [median, longest] = [sorted[sorted.length >> 1] ?? 0, sorted.at(-1) ?? 0];
  say(`a start took ${Math.round(median)} ms, at most ${Math.round(longest)} ms`);
  say(line(['', 'expected', 'found', 'lost', 'doubled', 'wrong']));
  for (const [output, difference] of Object.entries(verdict)) {
    const { expected, found, lost, doubled, wrong, examples } = difference;
    say(line([output, expected, found, lost, doubled, wrong]));
    for (const example of examples) say(`  ${example}`);
  }
}
