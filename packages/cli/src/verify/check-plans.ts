import type { Contents } from '../checkpoint/contents.ts';
import { damageOf, type Finding } from './finding.ts';

/** The stored forms of the query. Without one a start goes on, but cannot say what has changed. */
export function checkPlans({ plans, offsets, commits }: Contents): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [hash, { damage }] of plans) {
    if (damage === undefined) continue;
    findings.push({
      severity: 'error',
      file: `plans/${hash}`,
      what: damageOf(damage),
      todo: 'repair puts it aside; then start the query unchanged once, which stores it again',
      repair: { kind: 'move' },
    });
  }
  const named = new Set<string>();
  for (const { value } of [...offsets.values(), ...commits.values()]) {
    if (value?.planHash !== undefined) named.add(value.planHash);
  }
  for (const hash of named) {
    if (plans.has(hash)) continue;
    findings.push({
      severity: 'warning',
      file: `plans/${hash}`,
      what: 'the form of the query that ran some batches is missing',
      todo: 'start the query unchanged once, which stores it again; until then nobody can say what a change changes',
    });
  }
  return findings;
}
