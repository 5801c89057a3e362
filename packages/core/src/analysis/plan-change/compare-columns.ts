import { type NamedJson, printJson } from './step.ts';

/** How one list of named expressions became another. */
export type ColumnChange =
  | { readonly kind: 'added' | 'removed'; readonly column: NamedJson }
  | { readonly kind: 'changed' | 'renamed'; readonly before: NamedJson; readonly now: NamedJson }
  | { readonly kind: 'reordered' };

/** By position, as state keeps keys and aggregates: a name means nothing. */
export function changesByPosition(
  before: readonly NamedJson[],
  now: readonly NamedJson[],
): readonly ColumnChange[] {
  const known = new Set(before.map(exprText));
  const current = new Set(now.map(exprText));
  if (before.length !== now.length) {
    return [
      ...now.filter((column) => !known.has(exprText(column))).map(asAdded),
      ...before.filter((column) => !current.has(exprText(column))).map(asRemoved),
      ...(isReordered(before, now, exprText) ? [{ kind: 'reordered' } as const] : []),
    ];
  }
  const pairs = now.map((column, i) => ({ before: before[i] as NamedJson, now: column }));
  const changed = pairs.filter((pair) => exprText(pair.before) !== exprText(pair.now));
  if (changed.length > 0 && now.every((column) => known.has(exprText(column)))) {
    return [{ kind: 'reordered' }];
  }
  return pairs.flatMap((pair): readonly ColumnChange[] => {
    if (exprText(pair.before) !== exprText(pair.now)) return [{ kind: 'changed', ...pair }];
    return pair.before.name === pair.now.name ? [] : [{ kind: 'renamed', ...pair }];
  });
}

/** By name, as the rows of a projection are read. */
export function changesByName(
  before: readonly NamedJson[],
  now: readonly NamedJson[],
): readonly ColumnChange[] {
  const known = new Map(before.map((column) => [column.name, column]));
  const current = new Set(now.map(({ name }) => name));
  return [
    ...now.flatMap((column): readonly ColumnChange[] => {
      const earlier = known.get(column.name);
      if (earlier === undefined) return [{ kind: 'added', column }];
      return exprText(earlier) === exprText(column)
        ? []
        : [{ kind: 'changed', before: earlier, now: column }];
    }),
    ...before.filter(({ name }) => !current.has(name)).map(asRemoved),
    ...(isReordered(before, now, ({ name }) => name) ? [{ kind: 'reordered' } as const] : []),
  ];
}

/** The expression that makes a column: `price * quantity`. */
export function printColumn({ expr }: NamedJson): string {
  return printJson(expr);
}

function isReordered(
  before: readonly NamedJson[],
  now: readonly NamedJson[],
  keyOf: (column: NamedJson) => string,
): boolean {
  const known = new Set(before.map(keyOf));
  const current = new Set(now.map(keyOf));
  const kept = before.map(keyOf).filter((key) => current.has(key));
  return now
    .map(keyOf)
    .filter((key) => known.has(key))
    .some((key, i) => key !== kept[i]);
}

function exprText({ expr }: NamedJson): string {
  return JSON.stringify(expr);
}

function asAdded(column: NamedJson): ColumnChange {
  return { kind: 'added', column };
}

function asRemoved(column: NamedJson): ColumnChange {
  return { kind: 'removed', column };
}
