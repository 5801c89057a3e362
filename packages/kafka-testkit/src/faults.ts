import type { ApiName } from './protocol/api.ts';
import type { ErrorName } from './protocol/error-codes.ts';

/** What a fault can see of a request when it decides whether to strike. */
export interface FaultableRequest {
  readonly api: ApiName;
  /** Which of all requests it is, from 0, in the order of their arrival. */
  readonly number: number;
  /** Which of the requests of its API it is, from 0. */
  readonly numberInApi: number;
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
   * - `'silence'`: nothing is applied, and no answer ever comes. Later requests on its connection wait
   *   in vain too;
   * - `'late'`: no answer comes either, but once the client has given up and closed the connection the
   *   request is applied after all. See {@link Fault.lateBy};
   * - left out: the request is served, after the delay.
   */
  readonly outcome?: ErrorName | 'drop' | 'drop-after' | 'silence' | 'late';
  /** With an error: the request is applied, and the client hears that it was not. */
  readonly isApplied?: boolean;
  /** With `'late'`: so many other requests are served first; 0 unless told. */
  readonly lateBy?: number;
  /** Milliseconds before anything happens to the request. Later ones on its connection wait too. */
  readonly delayMs?: number;
  /**
   * Holds the request until the promise settles; in tests better than a delay. A function is called when
   * the request is there. A request whose connection ends meanwhile is lost with it.
   */
  readonly until?: Promise<unknown> | (() => Promise<unknown>);
  /** The request is applied first, and only its answer is held, or delayed. */
  readonly holdsAnswer?: boolean;
  /** How many requests it strikes; 1 unless told. `Infinity` until {@link Faults.clear}. */
  readonly count?: number;
  /** Strikes only the requests it holds for. Others pass and do not count. */
  readonly when?: (request: FaultableRequest) => boolean;
  /** Called once it is decided what was applied, before the client can hear of it. */
  readonly onStruck?: (request: FaultableRequest) => void;
}

interface ArmedFault {
  readonly api: ApiName | 'any';
  readonly fault: Fault;
  remaining: number;
}

/** Faults that wait for their requests. They are used up in the order in which they were armed. */
export class Faults {
  #armed: ArmedFault[] = [];

  /**
   * Lets the next requests of an API fail, or the next of any.
   *
   * @example
   * broker.faults.failNext('EndTxn', { outcome: 'drop-after' });
   */
  failNext(api: ApiName | 'any', fault: Fault): void {
    this.#armed.push({ api, fault, remaining: fault.count ?? 1 });
  }

  /**
   * Lets one request fail: number `number` of an API, or of all, from 0, since the broker was started.
   * One that has arrived already is missed.
   *
   * @example
   * for (const outcome of errorsOf('EndTxn')) broker.faults.failAt('EndTxn', 3, { outcome });
   */
  failAt(api: ApiName | 'any', number: number, fault: Omit<Fault, 'count'>): void {
    const { when = () => true } = fault;
    this.failNext(api, {
      ...fault,
      when: (request) =>
        (api === 'any' ? request.number : request.numberInApi) === number && when(request),
    });
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
      ({ api, fault }) => (api === 'any' || api === request.api) && (fault.when?.(request) ?? true),
    );
    if (struck === undefined) return undefined;
    struck.remaining--;
    if (struck.remaining <= 0) this.#armed = this.#armed.filter((armed) => armed !== struck);
    return struck.fault;
  }
}
