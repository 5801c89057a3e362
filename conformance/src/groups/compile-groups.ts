import { bigint } from '@tidemark/core';
import { Skip } from '../outcome.ts';
import type { Frame, Groups, PlanContext } from '../plan/plan-context.ts';
import { type Columns, type Json, type JsonObject, textOf } from '../scenario.ts';
import { schemaOf } from '../values/column-type.ts';
import { STATE_FUNCTIONS } from './state-functions.ts';

/** The frame of a node `flatMapGroupsWithState`, given its rows in groups and those of its initial state. */
export function compileGroups(
  node: JsonObject,
  groups: Groups,
  initialState: Groups | undefined,
  { expression, flags }: PlanContext,
): Frame {
  const name = textOf(node['fn']);
  const fn = STATE_FUNCTIONS.get(name);
  if (fn === undefined) throw new Skip(`no such state function: ${name}`);
  const columns = node['output'] as unknown as Columns;
  const options = {
    state: bigint(),
    output: schemaOf(columns),
    timeout: textOf(node['timeout']) as 'none',
  };
  const value = (node['initialState'] as JsonObject | undefined)?.['value'] ?? (null as Json);
  // Whether it has an end is for the analyzer to say.
  const known = initialState as unknown as Groups<'bounded'> | undefined;
  const states = known?.withState<bigint>(() => expression(value) as never);
  const rowOf = (values: readonly unknown[]): Record<string, unknown> =>
    Object.fromEntries(columns.map(([column], i) => [column, values[i]]));
  if (node['kind'] === 'map') {
    return groups
      .mapGroupsWithState(
        options,
        (key, rows, state) => {
          const [row = []] = fn(Object.values(key), rows, state, flags);
          return rowOf(row);
        },
        states,
      )
      .dynamic();
  }
  return groups
    .flatMapGroupsWithState(
      { ...options, outputMode: textOf(node['mode']) as 'append' },
      function* (key, rows, state) {
        for (const row of fn(Object.values(key), rows, state, flags)) yield rowOf(row);
      },
      states,
    )
    .dynamic();
}
