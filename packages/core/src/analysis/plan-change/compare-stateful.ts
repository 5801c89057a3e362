import type { ExprNode } from '../../expr/node.ts';
import { conjunctsOf } from '../../expr/references.ts';
import { changesByPosition, printColumn } from './compare-columns.ts';
import {
  allowed,
  consequential,
  impossible,
  type PlanDifference,
  refused,
} from './plan-difference.ts';
import { kindOf } from './stateful-steps.ts';
import { columnNames, type NamedJson, namedOf, printJson, type Step, wordOf } from './step.ts';

const OTHER_KEYS = 'its state was kept for the former keys';
const OTHER_STATE = 'what it has stored means something else';

/**
 * How a step that keeps state differs from the one whose state it would get (semantics 2.4).
 *
 * @param label - what a sentence calls the step
 */
export function compareStateful(before: Step, now: Step, label: string): readonly PlanDifference[] {
  if (before.op !== now.op) {
    const what = `${label} is where the ${kindOf(before)} was`;
    return [impossible(what, 'the state of one is nothing to the other')];
  }
  switch (now.op) {
    case 'aggregate':
      return [...keyChanges(before, now, label), ...aggregateChanges(before, now, label)];
    case 'deduplicate':
      return deduplicateChanges(before, now, label);
    case 'join':
      return joinChanges(before, now, label);
    case 'flatMapGroupsWithState':
    case 'transformWithState':
      return [...keyChanges(before, now, label), ...groupChanges(before, now, label)];
    case 'limit':
      return changed(before, now, 'count', (was, is) =>
        consequential(`${label} was ${was}, is ${is}`, 'the rows it has let pass count'),
      );
    default:
      return [];
  }
}

function keyChanges(before: Step, now: Step, label: string): readonly PlanDifference[] {
  return changesByPosition(namedOf(before, 'keys'), namedOf(now, 'keys')).map((change) => {
    switch (change.kind) {
      case 'added':
        return refused(`grouping key ${change.column.name} was added to ${label}`, OTHER_KEYS);
      case 'removed':
        return refused(`grouping key ${change.column.name} was removed from ${label}`, OTHER_KEYS);
      case 'reordered':
        return refused(`the grouping keys of ${label} are in another order`, OTHER_KEYS);
      case 'renamed':
        return allowed(renaming('grouping key', change, label));
      case 'changed':
        return refused(
          `grouping key ${change.before.name} of ${label} was ${printColumn(change.before)}, is ${printColumn(change.now)}`,
          OTHER_KEYS,
        );
    }
  });
}

function aggregateChanges(before: Step, now: Step, label: string): readonly PlanDifference[] {
  const aggregates = [namedOf(before, 'aggregates'), namedOf(now, 'aggregates')] as const;
  const because = 'the groups have state for the former aggregates only';
  return changesByPosition(...aggregates).map((change) => {
    switch (change.kind) {
      case 'added':
        return refused(`aggregate ${change.column.name} was added to ${label}`, because);
      case 'removed':
        return refused(`aggregate ${change.column.name} was removed from ${label}`, because);
      case 'reordered':
        return refused(`the aggregates of ${label} are in another order`, because);
      case 'renamed':
        return allowed(renaming('aggregate', change, label));
      case 'changed': {
        const { before: was, now: is } = change;
        const what = `aggregate ${was.name} of ${label} was ${printColumn(was)}, is ${printColumn(is)}`;
        return isSameAggregate(was, is)
          ? consequential(what, 'groups keep what the former expression gave them')
          : refused(what, OTHER_STATE);
      }
    }
  });
}

/** The same function, so that only what it is given differs. */
function isSameAggregate(before: NamedJson, now: NamedJson): boolean {
  return ['fn', 'isDistinct', 'user'].every(
    (part) => JSON.stringify(before.expr[part]) === JSON.stringify(now.expr[part]),
  );
}

function deduplicateChanges(before: Step, now: Step, label: string): readonly PlanDifference[] {
  const was = before.json['columns'] as readonly string[];
  const is = now.json['columns'] as readonly string[];
  const seen = 'it remembers values of the former columns';
  return [
    ...namesChanges(was, is, label, seen),
    ...changed(before, now, 'withinWatermark', (_, isWithin) =>
      refused(
        `${label} is ${isWithin === 'true' ? 'now' : 'no more'} one within the watermark`,
        OTHER_STATE,
      ),
    ),
  ];
}

function joinChanges(before: Step, now: Step, label: string): readonly PlanDifference[] {
  const sides = ['left', 'right'].flatMap((side, i) => {
    const was = columnNames(before.inputs[i] as Step);
    const is = columnNames(now.inputs[i] as Step);
    return namesChanges(was, is, `the ${side} side of ${label}`, 'it keeps rows as they were');
  });
  return [
    ...changed(before, now, 'joinType', (was, is) =>
      refused(`${label} was of type ${was}, is of type ${is}`, OTHER_STATE),
    ),
    ...conditionChanges(before, now, label),
    ...sides,
  ];
}

/** Rows are kept by what the condition compares for equality; the rest of it only picks among them. */
function conditionChanges(before: Step, now: Step, label: string): readonly PlanDifference[] {
  const [was, is] = [before.json['condition'], now.json['condition']];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const [wasText, isText] = [was, is].map((c) => (c === undefined ? 'absent' : printJson(c)));
  const what = `the condition of ${label} was ${wasText}, is ${isText}`;
  return equalities(was) === equalities(is)
    ? [consequential(what, 'rows of before were kept, or forgotten, by the former one')]
    : [refused(what, OTHER_KEYS)];
}

function equalities(condition: unknown): string {
  if (condition === undefined) return '';
  return conjunctsOf(condition as ExprNode)
    .filter((part) => part.kind === 'call' && (part.fn === 'eq' || part.fn === 'eqNullSafe'))
    .map((part) => JSON.stringify(part))
    .join();
}

function groupChanges(before: Step, now: Step, label: string): readonly PlanDifference[] {
  return [
    ...changed(before, now, 'stateType', () =>
      refused(`the type of the state of ${label} changed`, OTHER_STATE),
    ),
    ...changed(before, now, 'timeout', (was, is) =>
      refused(`the timeout of ${label} was ${was}, is ${is}`, OTHER_STATE),
    ),
    ...changed(before, now, 'timeMode', (was, is) =>
      consequential(
        `the time mode of ${label} was ${was}, is ${is}`,
        'it does not start while it has timers of the former one',
      ),
    ),
    ...['functionMode', 'outputMode'].flatMap((mode) =>
      changed(before, now, mode, (was, is) =>
        refused(
          `the output mode of ${label} was ${was}, is ${is}`,
          'rows of before were the other',
        ),
      ),
    ),
    ...(before.inputs.length === now.inputs.length
      ? []
      : [
          consequential(
            `${label} ${now.inputs.length > 1 ? 'has an' : 'has no'} initial state`,
            'only the first batch reads one',
          ),
        ]),
  ];
}

function namesChanges(
  before: readonly string[],
  now: readonly string[],
  label: string,
  because: string,
): readonly PlanDifference[] {
  const added = now.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !now.includes(name));
  const kept = before.filter((name) => now.includes(name));
  const isReordered = now.filter((name) => before.includes(name)).some((n, i) => n !== kept[i]);
  return [
    ...added.map((name) => refused(`the column ${name} was added to ${label}`, because)),
    ...removed.map((name) => refused(`the column ${name} was removed from ${label}`, because)),
    ...(isReordered ? [refused(`the columns of ${label} are in another order`, because)] : []),
  ];
}

function renaming(
  noun: string,
  { before, now }: { readonly before: NamedJson; readonly now: NamedJson },
  label: string,
): string {
  return `${noun} ${before.name} of ${label} is called ${now.name} now`;
}

/** The difference, if one field of the steps differs; an absent one prints as `absent`. */
function changed(
  before: Step,
  now: Step,
  field: string,
  difference: (was: string, is: string) => PlanDifference,
): readonly PlanDifference[] {
  const [was, is] = [before.json[field], now.json[field]];
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [difference(wordOf(was), wordOf(is))];
}
