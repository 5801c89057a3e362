import type { ApiName } from './protocol/api.ts';

interface Waiter {
  readonly api: ApiName;
  readonly count: number;
  readonly resolve: () => void;
}

/** How many requests of each API have arrived, faulted ones included. */
export class RequestCounts {
  readonly #counts = new Map<ApiName, number>();
  #total = 0;
  /** Not set back by {@link reset}: what numbers the requests. */
  readonly #arrived = new Map<ApiName, number>();
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

  /** How many requests of all kinds have arrived since the start. */
  get total(): number {
    return this.#total;
  }

  /** @internal Counts a request, and gives it its numbers. */
  add(api: ApiName): { readonly number: number; readonly numberInApi: number } {
    const number = this.#total++;
    const numberInApi = this.#arrived.get(api) ?? 0;
    this.#arrived.set(api, numberInApi + 1);
    const count = this.count(api) + 1;
    this.#counts.set(api, count);
    this.#waiters = this.#waiters.filter((waiter) => {
      if (waiter.api !== api || waiter.count > count) return true;
      waiter.resolve();
      return false;
    });
    return { number, numberInApi };
  }
}
