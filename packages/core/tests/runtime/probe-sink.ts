import type { Sink } from '@tidemark/core';
import type { Event } from '../semantics/streams.ts';

/** A sink that counts its writers and does what it is told on a write. */
export function probeSink(write: () => Promise<void> = () => Promise.resolve()) {
  const state = { open: 0, batches: [] as number[], closeError: undefined as Error | undefined };
  const sink: Sink<Event> = {
    name: 'counted',
    isEphemeral: true,
    description: 'probe',
    outputModes: ['append'],
    deliveryGuarantee: 'at-least-once',
    open: () => {
      state.open++;
      return Promise.resolve({
        write: async (_, { batchId }) => {
          await write();
          state.batches.push(batchId);
        },
        close: () => {
          state.open--;
          return state.closeError === undefined
            ? Promise.resolve()
            : Promise.reject(state.closeError);
        },
      });
    },
  };
  return { sink, state };
}
