import type { PhysicalPlan } from '../planner/physical-plan.ts';

/**
 * Closes one after the other, also when some of it fails to; resolves with the errors. What must
 * outlive the rest, as the lock of a checkpoint, comes last.
 */
export async function closeAll(
  resources: Iterable<{ close?(): Promise<void> }>,
): Promise<readonly Error[]> {
  const errors: Error[] = [];
  for (const resource of resources) {
    try {
      await resource.close?.();
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return errors;
}

/** What of the operators of a plan wants to hear that the run has ended. */
export function closersOf({ stateful }: PhysicalPlan): readonly { close(): Promise<void> }[] {
  return stateful.map((operator) => ({
    close: async () => {
      await Promise.resolve();
      operator.close?.();
    },
  }));
}
