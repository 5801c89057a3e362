import type { StoredPlan } from '../../plan/stored-plan.ts';
import { compareOutputs } from './compare-outputs.ts';
import { compareSources } from './compare-sources.ts';
import { compareStateful } from './compare-stateful.ts';
import { compareStateless, type Place } from './compare-stateless.ts';
import { pairSteps } from './pair-steps.ts';
import { allowed, consequential, type PlanDifference } from './plan-difference.ts';
import { statefulSteps } from './stateful-steps.ts';
import { columnNames, outputSteps, printJson, type Step, wordOf } from './step.ts';

/**
 * Everything in which a query differs from the one that wrote a checkpoint, with a verdict on each:
 * what may change is Spark's documented policy (semantics 2.4), but that a change is refused which would
 * mix old state with new without a word (decision 9). Nothing for two that differ in names of steps only.
 *
 * Sources come first, then outputs, then steps that keep state, then what stands between them.
 */
export function planDifferences(before: StoredPlan, now: StoredPlan): readonly PlanDifference[] {
  const steps = { before: outputSteps(before.plan), now: outputSteps(now.plan) };
  const stateful = {
    before: statefulSteps(before, steps.before),
    now: statefulSteps(now, steps.now),
  };
  const { pairs, differences } = pairSteps(stateful.before, stateful.now);
  const outputs = compareOutputs(before.outputs, now.outputs);
  const walk = new Walk(pairs, stateful.before.labels, stateful.now.labels);
  for (const [was, is] of pairs) walk.inputsOf(was, is);
  for (const [i, j] of outputs.pairs) {
    const { name } = now.outputs[j] as { readonly name: string };
    const where = now.outputs.length === 1 ? 'before the output' : `before the output '${name}'`;
    walk.output(steps.before[i] as Step, steps.now[j] as Step, { where, keeper: undefined });
  }
  const all = [
    ...compareSources(before.sources, now.sources),
    ...outputs.differences,
    ...differences,
    ...[...pairs].flatMap(([was, is]) =>
      compareStateful(was, is, stateful.now.labels.get(is) ?? is.op),
    ),
    ...walk.differences,
  ];
  // A column that passes through several projections was added to each of them.
  return [...new Map(all.map((difference) => [difference.what, difference])).values()];
}

/** Goes down two plans at once, and notes in what the steps without state differ. */
class Walk {
  readonly differences: PlanDifference[] = [];
  readonly #pairs: ReadonlyMap<Step, Step>;
  readonly #labels: readonly [ReadonlyMap<Step, string>, ReadonlyMap<Step, string>];
  readonly #partners: ReadonlySet<Step>;
  readonly #told = new Map<Step | undefined, Set<Step | undefined>>();

  constructor(
    pairs: ReadonlyMap<Step, Step>,
    labelsBefore: ReadonlyMap<Step, string>,
    labelsNow: ReadonlyMap<Step, string>,
  ) {
    this.#pairs = pairs;
    this.#labels = [labelsBefore, labelsNow];
    this.#partners = new Set(pairs.values());
  }

  output(before: Step, now: Step, place: Place): void {
    const [was, is] = [columnNames(before), columnNames(now)];
    this.#walk(before, now, place);
    if (was.join('\n') === is.join('\n')) return;
    this.differences.push(
      consequential(
        `the columns ${place.where} were ${was.join(', ')}, are ${is.join(', ')}`,
        'the sink has to accept the new ones',
      ),
    );
  }

  /** What a step that keeps state reads. */
  inputsOf(before: Step, now: Step): void {
    const label = this.#labels[1].get(now) ?? now.op;
    for (const [i, input] of now.inputs.entries()) {
      const was = before.inputs[i];
      const side = now.op === 'join' ? `on the ${i === 0 ? 'left' : 'right'} side of` : 'before';
      if (was !== undefined) this.#walk(was, input, { where: `${side} ${label}`, keeper: label });
    }
  }

  #walk(before: Step, now: Step, place: Place): void {
    const was = chainOf(before, (step) => this.#pairs.has(step), this.#labels[0]);
    const is = chainOf(now, (step) => this.#partners.has(step), this.#labels[1]);
    this.differences.push(
      ...compareStateless(was.steps, is.steps, place, (b, n) => this.#isNews(b, n)),
    );
    this.#ends(was.end, is.end, place);
  }

  #ends(before: Step, now: Step, place: Place): void {
    if (this.#pairs.get(before) === now || !this.#isNews(before, now)) return;
    const { where, keeper } = place;
    const isStateful = this.#pairs.has(before) || this.#partners.has(now);
    if (isStateful || before.op !== now.op) {
      const what = `what comes ${where} is made otherwise`;
      this.differences.push(
        keeper === undefined ? allowed(what) : consequential(what, `${keeper} keeps its state`),
      );
      return;
    }
    if (now.op === 'relation') {
      this.#columnsOf(before, now);
      return;
    }
    if (before.inputs.length !== now.inputs.length) {
      const [was, is] = [before.inputs.length, now.inputs.length];
      this.differences.push(allowed(`the ${now.op} ${where} was of ${was} streams, is of ${is}`));
    }
    this.#tableJoin(before, now, where);
    for (const [i, input] of now.inputs.entries()) {
      const was = before.inputs[i];
      if (was !== undefined) this.#walk(was, input, place);
    }
  }

  #tableJoin({ json: before }: Step, { json: now }: Step, where: string): void {
    if (before['joinType'] !== now['joinType']) {
      const [was, is] = [before['joinType'], now['joinType']];
      this.differences.push(allowed(`the join ${where} was ${wordOf(was)}, is ${wordOf(is)}`));
    }
    const [was, is] = [before, now].map(({ condition }) =>
      condition === undefined ? 'absent' : printJson(condition),
    );
    if (was === is) return;
    this.differences.push(allowed(`the condition of the join ${where} was ${was}, is ${is}`));
  }

  /** What a source gives. */
  #columnsOf(before: Step, now: Step): void {
    const source = wordOf(now.json['source']);
    if (before.json['source'] !== source) return;
    const [was, is] = [columnNames(before), columnNames(now)];
    for (const name of is.filter((column) => !was.includes(column))) {
      this.differences.push(allowed(`the column ${name} is read from the source ${source} now`));
    }
    for (const name of was.filter((column) => !is.includes(column))) {
      this.differences.push(
        allowed(`the column ${name} is not read from the source ${source} any more`),
      );
    }
  }

  #isNews(before: Step | undefined, now: Step | undefined): boolean {
    const known = this.#told.get(before) ?? new Set();
    this.#told.set(before, known);
    const isNews = !known.has(now);
    known.add(now);
    return isNews;
  }
}

/**
 * The steps without state from one down, and where they end: at a source, a step that keeps state, or
 * one of several inputs. A step with state that has no partner is told of elsewhere, and left out.
 */
function chainOf(
  from: Step,
  isPaired: (step: Step) => boolean,
  stateful: ReadonlyMap<Step, string>,
): { readonly steps: readonly Step[]; readonly end: Step } {
  const steps: Step[] = [];
  let end = from;
  while (!isPaired(end)) {
    const [input] = end.inputs;
    const isAlone = end.inputs.length === 1 || (stateful.has(end) && end.op !== 'join');
    if (input === undefined || !isAlone) break;
    if (!stateful.has(end)) steps.push(end);
    end = input;
  }
  return { steps, end };
}
