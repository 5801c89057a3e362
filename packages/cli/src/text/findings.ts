import { type Finding, type Severity } from '../verify/finding.ts';
import type { Paint, Style } from './terminal.ts';

const MOST = 20;
const STYLES: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', note: 'dim' };

/** Findings one below the other: what it is, and what to do. Of each severity the first twenty. */
export function findingList(findings: readonly Finding[], paint: Paint): string {
  let text = '';
  for (const severity of ['error', 'warning', 'note'] as const) {
    const own = findings.filter((finding) => finding.severity === severity);
    for (const { file, what, todo } of own.slice(0, MOST)) {
      text += `  ${paint(STYLES[severity], severity.padEnd(7))}  ${paint('bold', file)}\n`;
      text += `           ${what}\n           ${paint('dim', `→ ${todo}`)}\n`;
    }
    if (own.length > MOST) text += `  and ${own.length - MOST} more of severity ${severity}\n`;
  }
  return text;
}

/** How many there are: `2 errors, 1 note`. */
export function tally(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}${length === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}
