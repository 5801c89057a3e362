/** Runs tasks one after the other, in the order in which they were given. A failed one does not stop the next. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task, task);
    // The caller hears of a failure through `result`; the queue only needs to know when it is over.
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
