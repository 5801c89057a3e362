import type { ApiName } from './protocol/api.ts';
import type { ErrorName } from './protocol/error-codes.ts';

/** What a fault can see of a request when it decides whether to strike. */
export interface FaultableRequest {
  readonly api: ApiName;
  readonly apiVersion: number;
  /** Of the client's own choice; tells clients apart. */
  readonly clientId: string;
  /** The logical broker that was asked. */
  readonly brokerId: number;
  /** The topics that the request names; empty when it asks for all, or for none. */
  readonly topics: readonly string[];
}

export interface Fault {
  /**
   * What becomes of the request:
   *
   * - the name of an error: nothing is applied, and that error is the answer;
   * - `'drop'`: nothing is applied, and the connection is reset;
   * - `'drop-after'`: the request is applied, and the connection is reset instead of answering. A
   *   client cannot tell it from `'drop'`;
   * - left out: the request is served, after the delay.
   */
  readonly outcome?: ErrorName | 'drop' | 'drop-after';
  /** Milliseconds before anything happens to the request. Later ones on its connection wait too. */
  readonly delayMs?: number;
  /**
   * Holds the request until the promise settles; in tests better than a delay. A request whose
   * connection ends meanwhile is lost with it.
   */
  readonly until?: Promise<unknown>;
  /** How many requests it strikes; 1 unless told. `Infinity` until {@link Faults.clear}. */
  readonly count?: number;
  /** Strikes only the requests it holds for. Others pass and do not count. */
  readonly when?: (request: FaultableRequest) => boolean;
}

interface ArmedFault {
  readonly api: ApiName;
  readonly fault: Fault;
  remaining: number;
}

/** Faults that wait for their requests. They are used up in the order in which they were armed. */
export class Faults {
  #armed: ArmedFault[] = [];

  /**
   * Lets the next requests of an API fail.
   *
   * @example
   * broker.faults.failNext('EndTxn', { outcome: 'drop-after' });
   */
  failNext(api: ApiName, fault: Fault): void {
    this.#armed.push({ api, fault, remaining: fault.count ?? 1 });
  }

  /** Faults that have not struck as often as they should. A test may end with none. */
  get pending(): number {
    return this.#armed.length;
  }

  /** Disarms everything. Requests that are held already stay held. */
  clear(): void {
    this.#armed = [];
  }

  /** @internal The fault that strikes a request, used up by one. */
  take(request: FaultableRequest): Fault | undefined {
    const struck = this.#armed.find(
      ({ api, fault }) => api === request.api && (fault.when?.(request) ?? true),
    );
    if (struck === undefined) return undefined;
    struck.remaining--;
    if (struck.remaining <= 0) this.#armed = this.#armed.filter((armed) => armed !== struck);
    return struck.fault;
  }
}
