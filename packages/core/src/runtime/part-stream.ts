/**
 * Hands values to an asynchronous reader one at a time: who sends waits until the reader asks, so
 * there is never more than one value on the way.
 */
export class PartStream<T> implements AsyncIterableIterator<T, undefined> {
  /** Set while the reader waits for a value. */
  #reader: ((result: IteratorResult<T, undefined> | Promise<never>) => void) | undefined;
  /** Set while the sender waits for the reader. */
  #sender: (() => void) | undefined;
  #isLeft = false;
  #end: (() => IteratorResult<T, undefined> | Promise<never>) | undefined;

  /** Resolves when the reader has the value, or has left. */
  async send(value: T): Promise<void> {
    while (this.#reader === undefined && !this.#isLeft) {
      await new Promise<void>((resolve) => (this.#sender = resolve));
    }
    this.#answer({ done: false, value });
  }

  /** No more values come. */
  end(): void {
    this.#finish(() => ({ done: true, value: undefined }));
  }

  /** The reader gets an error in place of the next value. */
  fail(reason: unknown): void {
    this.#finish(async () => {
      await Promise.resolve();
      throw reason;
    });
  }

  /** The reader wants no more: nobody waits for it from now on. */
  leave(): void {
    this.#isLeft = true;
    this.#sender?.();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#end !== undefined) return Promise.resolve(this.#end());
    return new Promise((resolve) => {
      this.#reader = resolve;
      this.#sender?.();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(end: () => IteratorResult<T, undefined> | Promise<never>): void {
    this.#end = end;
    if (this.#reader !== undefined) this.#answer(end());
  }

  #answer(result: IteratorResult<T, undefined> | Promise<never>): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(result);
  }
}
