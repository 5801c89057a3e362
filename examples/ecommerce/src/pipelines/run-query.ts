import type { StreamingQuery } from '@tidemark/core';

/**
 * Waits until a query ends. The first Ctrl-C or SIGTERM lets the running batch finish and commit; a
 * second one leaves at once, which is safe too: the checkpoint knows where to go on.
 */
export async function untilEnd(query: StreamingQuery): Promise<{ readonly wasStopped: boolean }> {
  let wasStopped = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (wasStopped) process.exit(signal === 'SIGINT' ? 130 : 143);
    wasStopped = true;
    process.stderr.write('\nfinishing the running batch; once more to leave at once\n');
    // A failure of the batch comes out of awaitTermination below.
    query.stop().catch(() => undefined);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    await query.awaitTermination();
    return { wasStopped };
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
