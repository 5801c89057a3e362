/**
 * Waits for all of some work, then throws the first error there was. Unlike `Promise.all` it leaves
 * nothing running behind a failed step, so what the work uses may be closed.
 */
export async function allDone<T>(work: Iterable<Promise<T>>): Promise<readonly T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
