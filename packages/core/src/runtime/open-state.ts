import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { BatchFact, StateFact } from '../checkpoint/commit-log.ts';
import type { StatefulOperator, StateTable } from '../operators/stateful/stateful-operator.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import { openOperatorState } from '../state/operator-state.ts';
import type { StateStore } from '../state/state-store.ts';
import { allDone } from './all-done.ts';

/** A stateful operator and the stores that keep what it remembers. */
export interface OpenState {
  readonly operator: StatefulOperator;
  readonly tables: readonly OpenTable[];
}

interface OpenTable {
  readonly stateId: string;
  readonly table: StateTable;
  readonly store: StateStore;
}

/** Opens the state of every stateful operator, and gives the operators what they knew after batch `fact`. */
export async function openState(
  checkpoint: Checkpoint,
  ports: Ports,
  { stateful }: PhysicalPlan,
  fact: BatchFact | undefined,
): Promise<readonly OpenState[]> {
  return allDone(
    stateful.map(async (operator) => {
      const tables = await allDone(
        operator.tables.map((table) =>
          openTable(checkpoint, ports, { stateId: stateIdOf(operator, table), table, fact }),
        ),
      );
      return { operator, tables };
    }),
  );
}

async function openTable(
  checkpoint: Checkpoint,
  { fs, clock }: Ports,
  what: {
    readonly stateId: string;
    readonly table: StateTable;
    readonly fact: BatchFact | undefined;
  },
): Promise<OpenTable> {
  const { stateId, table, fact } = what;
  const { keyFields, valueFields } = table;
  const store = await openOperatorState({
    fs,
    clock,
    directory: checkpoint.stateDirectory(stateId),
    attempt: checkpoint.attempt,
    operatorId: stateId,
    keyFields,
    valueFields,
    files: filesOf(fact?.state, stateId),
  });
  for await (const { columns, length } of store.load()) {
    const keys = columns.slice(0, keyFields.length);
    table.restore(keys, columns.slice(keyFields.length), length);
  }
  return { stateId, table, store };
}

/** Names a table in the checkpoint. Stored on disk: never change. */
function stateIdOf({ operatorId }: StatefulOperator, { tableName }: StateTable): string {
  return tableName === undefined ? operatorId : `${operatorId}.${tableName}`;
}

function filesOf(facts: readonly StateFact[] | undefined, stateId: string): StateFact['files'] {
  return facts?.find(({ operatorId }) => operatorId === stateId)?.files ?? [];
}

/** Removes what no recovery needs any more, now that the commit of `batchId` is durable. */
export async function purge(
  checkpoint: Checkpoint,
  state: readonly OpenState[],
  batchId: number,
): Promise<void> {
  const oldest = await checkpoint.purge(batchId);
  if (oldest === undefined) return;
  await allDone(
    state
      .flatMap(({ tables }) => tables)
      .map(({ stateId, store }) =>
        store.purge({ batchId: oldest.batchId, files: filesOf(oldest.state, stateId) }),
      ),
  );
}
