import type { StoredPlan } from '../../plan/stored-plan.ts';
import { isStreaming, type Step } from './step.ts';

/** What users call the steps that keep state. */
const KINDS: Readonly<Record<string, string>> = {
  aggregate: 'aggregation',
  deduplicate: 'deduplication',
  join: 'join',
  flatMapGroupsWithState: 'group function',
  transformWithState: 'processor',
  limit: 'limit',
};

/** The steps of a query that keep state, in the order in which their state is numbered. */
export interface StatefulSteps {
  readonly named: ReadonlyMap<string, Step>;
  readonly unnamed: readonly Step[];
  /** What a sentence calls a step: `the aggregation 'revenue'`. */
  readonly labels: ReadonlyMap<Step, string>;
}

/** Finds them as `planner/plan-query.ts` numbers them: inputs first, outputs in their order, late rows last. */
export function statefulSteps(
  { outputs }: Pick<StoredPlan, 'outputs'>,
  steps: readonly Step[],
): StatefulSteps {
  const found = new Set<Step>();
  const visit = (step: Step, isComplete: boolean): void => {
    if (found.has(step)) return;
    for (const input of step.inputs) visit(input, isComplete);
    if (keepsState(step, isComplete)) found.add(step);
  };
  const inOrder = [...steps.keys()].sort((a, b) => readsLate(steps[a]) - readsLate(steps[b]));
  for (const i of inOrder) visit(steps[i] as Step, outputs[i]?.outputMode === 'complete');
  const all = [...found];
  return {
    named: new Map(all.flatMap((step) => (step.name === undefined ? [] : [[step.name, step]]))),
    unnamed: all.filter(({ name }) => name === undefined),
    labels: new Map(all.map((step) => [step, labelOf(step, all)])),
  };
}

function keepsState(step: Step, isComplete: boolean): boolean {
  if (!Object.hasOwn(KINDS, step.op) || !isStreaming(step)) return false;
  if (step.op === 'join') return step.inputs.every(isStreaming);
  return step.op !== 'limit' || !(isComplete && holds(step, 'aggregate'));
}

function readsLate(step: Step | undefined): number {
  return step !== undefined && holds(step, 'lateRows') ? 1 : 0;
}

function holds(step: Step, op: string): boolean {
  return step.op === op || step.inputs.some((input) => holds(input, op));
}

function labelOf(step: Step, all: readonly Step[]): string {
  const kind = kindOf(step);
  if (step.name !== undefined) return `the ${kind} '${step.name}'`;
  const alike = all.filter(({ op, name }) => op === step.op && name === undefined);
  return alike.length === 1 ? `the ${kind}` : `${kind} ${alike.indexOf(step) + 1}`;
}

/** `aggregation`, `join`, …; for other steps their own name. */
export function kindOf({ op }: Step): string {
  return Object.hasOwn(KINDS, op) ? (KINDS[op] as string) : op;
}
