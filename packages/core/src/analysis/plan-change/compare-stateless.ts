import { printDuration } from '../../expr/print.ts';
import { changesByName, printColumn } from './compare-columns.ts';
import { allowed, consequential, type PlanDifference } from './plan-difference.ts';
import {
  type JsonRecord,
  type NamedJson,
  namedOf,
  printJson,
  type Step,
  textOf,
  wordOf,
} from './step.ts';

const MICROS_PER_MS = 1000;

/** Where in the query some steps stand. */
export interface Place {
  /** `before the aggregation`. */
  readonly where: string;
  /** The next step above that keeps state. */
  readonly keeper: string | undefined;
}

/**
 * How the steps without state between two places became others. What is the same at both ends stays;
 * in the middle the steps of one kind are taken for each other in their order.
 *
 * @param before - from the last step down
 * @param isNews - false for a pair of steps that was told of before; undefined stands for none
 */
export function compareStateless(
  before: readonly Step[],
  now: readonly Step[],
  place: Place,
  isNews: (before: Step | undefined, now: Step | undefined) => boolean,
): readonly PlanDifference[] {
  const same = (i: number, j: number): boolean => {
    const [was, is] = [before.at(i), now.at(j)];
    return was !== undefined && is !== undefined && textOf(was) === textOf(is);
  };
  const shorter = Math.min(before.length, now.length);
  let head = 0;
  while (head < shorter && same(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && same(-1 - tail, -1 - tail)) tail++;
  // From the source up: a step is added at the end more often than at the beginning.
  const [was, is] = [before, now].map((steps) => steps.slice(head, steps.length - tail).reverse());
  return pairsByKind(was ?? [], is ?? []).flatMap(([b, n]) => {
    if (!isNews(b, n)) return [];
    if (b === undefined || n === undefined) return [appeared(b, n, place)];
    return textOf(b) === textOf(n) ? [] : stepChanges(b, n, place);
  });
}

function pairsByKind(
  before: readonly Step[],
  now: readonly Step[],
): readonly (readonly [Step | undefined, Step | undefined])[] {
  const kinds = new Set([...before, ...now].map(({ op }) => op));
  return [...kinds].flatMap((kind) => {
    const was = before.filter(({ op }) => op === kind);
    const is = now.filter(({ op }) => op === kind);
    const count = Math.max(was.length, is.length);
    return Array.from({ length: count }, (_, i) => [was[i], is[i]] as const);
  });
}

function appeared(
  before: Step | undefined,
  now: Step | undefined,
  { where, keeper }: Place,
): PlanDifference {
  const step = (now ?? before) as Step;
  const verb = `${step.op === 'project' ? 'were' : 'was'} ${now === undefined ? 'removed' : 'added'}`;
  return withState(`${describe(step)} ${verb} ${where}`, keeper);
}

function stepChanges(before: Step, now: Step, place: Place): readonly PlanDifference[] {
  const { where, keeper } = place;
  switch (now.op) {
    case 'project':
      return projectChanges(before, now, place);
    case 'eventTimeWatermark':
      return watermarkChanges(before.json, now.json, place);
    case 'filter': {
      const [was, is] = [before, now].map(({ json }) => printJson(json['condition'] ?? null));
      return [withState(`the filter ${where} was ${was}, is ${is}`, keeper)];
    }
    default:
      return [withState(`${describe(before)} ${where} is ${describe(now)}`, keeper)];
  }
}

function projectChanges(
  before: Step,
  now: Step,
  { where, keeper }: Place,
): readonly PlanDifference[] {
  return changesByName(namedOf(before, 'columns'), namedOf(now, 'columns')).flatMap((change) => {
    switch (change.kind) {
      case 'added':
        return [allowed(`the column ${change.column.name} was added ${where}`)];
      case 'removed':
        return [allowed(`the column ${change.column.name} was removed ${where}`)];
      case 'changed': {
        const [was, is] = [printColumn(change.before), printColumn(change.now)];
        return [withState(`the column ${change.now.name} ${where} was ${was}, is ${is}`, keeper)];
      }
      default:
        return [allowed(`the columns ${where} are in another order`)];
    }
  });
}

function watermarkChanges(
  before: JsonRecord,
  now: JsonRecord,
  { where }: Place,
): readonly PlanDifference[] {
  const [was, is] = [wordOf(before['column']), wordOf(now['column'])];
  if (was !== is) {
    const what = `the watermark ${where} was on ${was}, is on ${is}`;
    return [consequential(what, 'it goes on from the time it had reached')];
  }
  const differences: PlanDifference[] = [];
  if (before['delayMs'] !== now['delayMs']) {
    const [wasDelay, isDelay] = [before, now].map(delayOf);
    differences.push(
      consequential(
        `the delay of the watermark on ${is} was ${wasDelay}, is ${isDelay}`,
        'the watermark itself never goes back',
      ),
    );
  }
  if (optionsOf(before) !== optionsOf(now)) {
    differences.push(allowed(`the options of the watermark on ${is} changed`));
  }
  return differences;
}

function optionsOf(watermark: JsonRecord): string {
  const { delayMs: _, inputs: __, ...options } = watermark;
  return JSON.stringify(options);
}

function delayOf({ delayMs }: JsonRecord): string {
  return printDuration(Number(delayMs) * MICROS_PER_MS);
}

function describe(step: Step): string {
  const { op, json } = step;
  switch (op) {
    case 'filter':
      return `the filter ${printJson(json['condition'] ?? null)}`;
    case 'project':
      return `the columns ${printColumns(namedOf(step, 'columns'))}`;
    case 'eventTimeWatermark':
      return `the watermark on ${wordOf(json['column'])}, ${delayOf(json)}`;
    case 'limit':
      return `limit ${wordOf(json['count'])}`;
    default:
      return `a step ${op}`;
  }
}

/** A column that only passes through a projection is not worth a word, unless all do. */
function printColumns(columns: readonly NamedJson[]): string {
  const made = columns.filter(
    ({ name, expr }) => expr['kind'] !== 'column' || expr['name'] !== name,
  );
  return (made.length === 0 ? columns : made)
    .map((column) => (made.length === 0 ? column.name : `${column.name} = ${printColumn(column)}`))
    .join(', ');
}

/** A change below a step that keeps state does not reach what it has kept. */
function withState(what: string, keeper: string | undefined): PlanDifference {
  return keeper === undefined
    ? allowed(what)
    : consequential(what, `${keeper} keeps what the former rows left in it`);
}
