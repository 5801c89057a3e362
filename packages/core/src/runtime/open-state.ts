import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { BatchFact } from '../checkpoint/commit-log.ts';
import type { StatefulOperator } from '../operators/stateful/stateful-operator.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import { openOperatorState } from '../state/operator-state.ts';
import type { StateStore } from '../state/state-store.ts';
import { allDone } from './all-done.ts';

/** A stateful operator and the store that keeps what it remembers. */
export interface OpenState {
  readonly operator: StatefulOperator;
  readonly store: StateStore;
}

/** Opens the state of every stateful operator, and gives the operators what they knew after batch `fact`. */
export async function openState(
  checkpoint: Checkpoint,
  { fs, clock }: Ports,
  { stateful }: PhysicalPlan,
  fact: BatchFact | undefined,
): Promise<readonly OpenState[]> {
  return allDone(
    stateful.map(async (operator) => {
      const { operatorId, keyFields, valueFields } = operator;
      const store = await openOperatorState({
        fs,
        clock,
        directory: checkpoint.stateDirectory(operatorId),
        attempt: checkpoint.attempt,
        operatorId,
        keyFields,
        valueFields,
        files: fact?.state.find((state) => state.operatorId === operatorId)?.files ?? [],
      });
      for await (const { columns, length } of store.load()) {
        const keys = columns.slice(0, keyFields.length);
        operator.restore(keys, columns.slice(keyFields.length), length);
      }
      return { operator, store };
    }),
  );
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
    state.map(({ operator, store }) => {
      const { operatorId } = operator;
      const files = oldest.state.find((fact) => fact.operatorId === operatorId)?.files ?? [];
      return store.purge({ batchId: oldest.batchId, files });
    }),
  );
}
