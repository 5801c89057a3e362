import type { ApiName } from './protocol/api.ts';

interface Waiter {
  readonly api: ApiName;
  readonly count: number;
  readonly resolve: () => void;
}

/** How many requests of each API have arrived, faulted ones included. */
export class RequestCounts {
  readonly #counts = new Map<ApiName, number>();
  #waiters: Waiter[] = [];

  /** Arrived since the start or the last {@link reset}. */
  count(api: ApiName): number {
    return this.#counts.get(api) ?? 0;
  }

  /** All APIs that were asked for at least once. */
  all(): Readonly<Partial<Record<ApiName, number>>> {
    return Object.fromEntries(this.#counts);
  }

  reset(): void {
    this.#counts.clear();
  }

  /**
   * Resolves when `count` requests of an API have arrived; at once when they have. An arrived
   * request is not applied yet.
   */
  reached(api: ApiName, count: number): Promise<void> {
    if (this.count(api) >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ api, count, resolve });
    });
  }

  /** @internal */
  add(api: ApiName): void {
    const count = this.count(api) + 1;
    this.#counts.set(api, count);
    this.#waiters = this.#waiters.filter((waiter) => {
      if (waiter.api !== api || waiter.count > count) return true;
      waiter.resolve();
      return false;
    });
  }
}
