import { Skip } from '../outcome.ts';
import type { QueryUnderTest } from '../runner/query-under-test.ts';
import { listOf } from '../scenario.ts';
import { checkTable, setColumnsOf } from '../values/check-table.ts';
import type { Table } from '../values/table.ts';
import { checkSame, type Step, type Steps } from './step.ts';

type Look = (query: QueryUnderTest) => Table | Promise<Table> | undefined;

const all: Look = ({ output, columns, session }) => output.all?.(columns, session);

async function look(query: QueryUnderTest, at: Look): Promise<Table> {
  const table = await at(query);
  if (table === undefined) throw new Skip('the sink cannot be looked at so');
  query.output.look?.();
  return table;
}

const expectation =
  (at: Look): Step =>
  async (query, expected, step) => {
    checkTable(listOf(expected), await look(query, at), {
      columns: query.columns.length === 0 ? undefined : query.columns,
      isOrdered: step['ordered'] === true,
      sets: setColumnsOf(query.plan),
    });
  };

export const ROWS: Steps = [
  ['expectNew', expectation(({ output }) => output.unseen?.())],
  ['expectAll', expectation(all)],
  ['expectLastBatch', expectation(({ output }) => output.newest?.())],
  [
    'expectRowCount',
    async (query, expected) => {
      const { rows } = await look(query, all);
      checkSame('rows', rows.length, expected);
    },
  ],
];
