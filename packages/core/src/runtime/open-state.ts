import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { BatchFact, StateFact } from '../checkpoint/commit-log.ts';
import type { StatefulOperator, StateTable } from '../operators/stateful/stateful-operator.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import { type OperatorStateOptions, openOperatorState } from '../state/operator-state.ts';
import type { StateStore } from '../state/state-store.ts';
import { allDone } from './all-done.ts';

/** A stateful operator and the stores that keep what it remembers. */
export interface OpenState {
  readonly operator: StatefulOperator;
  readonly tables: readonly OpenTable[];
  /** Tables that the operator had and has no more: their files go with the commits that name them. */
  readonly left: readonly Pick<OpenTable, 'stateId' | 'store'>[];
}

interface OpenTable {
  readonly stateId: string;
  readonly table: StateTable;
  readonly store: StateStore;
}

/**
 * Opens the state of every stateful operator, and gives the operators what they knew after batch `fact`.
 *
 * @throws `CHECKPOINT.CORRUPT`, `CHECKPOINT.STATE_SCHEMA_CHANGED`, and what operators say to a table
 *   that they have no more
 */
export async function openState(
  checkpoint: Checkpoint,
  ports: Ports,
  { stateful }: PhysicalPlan,
  fact: BatchFact | undefined,
): Promise<readonly OpenState[]> {
  return allDone(
    stateful.map(async (operator) => {
      const factsLeft = tablesLeft(operator, fact);
      const tables = await allDone(
        operator.tables.map((table) =>
          openTable(checkpoint, ports, { stateId: stateIdOf(operator, table), table, fact }),
        ),
      );
      const left = await allDone(
        factsLeft.map(({ operatorId: stateId, files }) =>
          openStore(checkpoint, ports, { stateId, keyFields: [], valueFields: [], files }),
        ),
      );
      return { operator, tables, left };
    }),
  );
}

async function openTable(
  checkpoint: Checkpoint,
  ports: Ports,
  what: {
    readonly stateId: string;
    readonly table: StateTable;
    readonly fact: BatchFact | undefined;
  },
): Promise<OpenTable> {
  const { stateId, table, fact } = what;
  const { keyFields, valueFields } = table;
  const { store } = await openStore(checkpoint, ports, {
    stateId,
    keyFields,
    valueFields,
    variable: table.canEvolve === true ? table.tableName : undefined,
    files: filesOf(fact?.state, stateId),
  });
  const { keepsFirst = false } = table;
  for await (const { columns, length } of store.load({ keepsFirst })) {
    const keys = columns.slice(0, keyFields.length);
    table.restore(keys, columns.slice(keyFields.length), length);
  }
  return { stateId, table, store };
}

async function openStore(
  checkpoint: Checkpoint,
  { fs, clock }: Ports,
  table: Pick<OperatorStateOptions, 'keyFields' | 'valueFields' | 'files' | 'variable'> & {
    readonly stateId: string;
  },
): Promise<{ readonly stateId: string; readonly store: StateStore }> {
  const { stateId } = table;
  const store = await openOperatorState({
    ...table,
    fs,
    clock,
    directory: checkpoint.stateDirectory(stateId),
    attempt: checkpoint.attempt,
    operatorId: stateId,
  });
  return { stateId, store };
}

/** The stored tables of an operator that it has no more, and has heard of. */
function tablesLeft(operator: StatefulOperator, fact: BatchFact | undefined): readonly StateFact[] {
  const prefix = `${operator.operatorId}.`;
  const known = new Set(operator.tables.map((table) => stateIdOf(operator, table)));
  const left = (fact?.state ?? []).filter(
    ({ operatorId, files }) =>
      operatorId.startsWith(prefix) && !known.has(operatorId) && files.length > 0,
  );
  for (const { operatorId } of left) operator.onTableLeft?.(operatorId.slice(prefix.length));
  return left;
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
      .flatMap(({ tables, left }) => [...tables, ...left])
      .map(({ stateId, store }) =>
        store.purge({ batchId: oldest.batchId, files: filesOf(oldest.state, stateId) }),
      ),
  );
}
