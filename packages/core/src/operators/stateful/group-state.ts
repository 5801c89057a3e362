import {
  BAD_TIMEOUT,
  NO_GROUP_STATE,
  NO_WATERMARK_TO_ASK,
  NULL_GROUP_STATE,
  TIMEOUT_NOT_ALLOWED,
} from '../../errors/groups.ts';
import type { GroupState, GroupStateTimeout } from '../../plan/group-state.ts';
import { type Duration, delayMsOf } from '../../types/duration.ts';

/** What a call finds. */
export interface GroupStateInputs<S> {
  /** Undefined where the group has none. */
  readonly state: S | undefined;
  readonly timeout: GroupStateTimeout;
  readonly batchTimeMs: number;
  /** Undefined where no watermark reaches the groups. */
  readonly watermarkMs: number | undefined;
  readonly hasTimedOut: boolean;
}

/** The state of a group during one call, and what the call did to it (Spark: GroupStateImpl). */
export class CallState<S> implements GroupState<S> {
  readonly #inputs: GroupStateInputs<S>;
  #state: S | undefined;
  #isUpdated = false;
  #isRemoved = false;
  #timeoutMs: number | undefined;

  constructor(inputs: GroupStateInputs<S>) {
    this.#inputs = inputs;
    this.#state = inputs.state;
  }

  get exists(): boolean {
    return this.#state !== undefined;
  }

  get hasTimedOut(): boolean {
    return this.#inputs.hasTimedOut;
  }

  /** True when the last thing the call did to the state was to set it. */
  get isUpdated(): boolean {
    return this.#isUpdated;
  }

  /** True when the last thing the call did to the state was to remove it. */
  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  /** The timeout the call has set. */
  get timeoutMs(): number | undefined {
    return this.#timeoutMs;
  }

  get(): S {
    if (this.#state === undefined) throw NO_GROUP_STATE.error({});
    return this.#state;
  }

  getOption(): S | undefined {
    return this.#state;
  }

  update(state: S): void {
    if (state === undefined || state === null)
      throw NULL_GROUP_STATE.error({ value: String(state) });
    this.#state = state;
    this.#isUpdated = true;
    this.#isRemoved = false;
  }

  remove(): void {
    this.#state = undefined;
    this.#isUpdated = false;
    this.#isRemoved = true;
  }

  setTimeoutDuration(duration: number | Duration): void {
    const method = 'setTimeoutDuration';
    this.#require('processingTime', method);
    const timeMs = typeof duration === 'number' ? duration : delayMsOf(duration);
    if (!(timeMs > 0)) throw BAD_TIMEOUT.error({ method, timeMs, reason: 'is not above 0' });
    this.#timeoutMs = this.#inputs.batchTimeMs + timeMs;
  }

  setTimeoutTimestamp(time: number | Date, additional?: Duration): void {
    const method = 'setTimeoutTimestamp';
    this.#require('eventTime', method);
    const additionalMs = additional === undefined ? 0 : delayMsOf(additional);
    if (additionalMs < 0) {
      throw BAD_TIMEOUT.error({ method, timeMs: additionalMs, reason: 'is below 0' });
    }
    const timeMs = Number(time) + additionalMs;
    if (!(timeMs > 0)) throw BAD_TIMEOUT.error({ method, timeMs, reason: 'is not above 0' });
    const { watermarkMs } = this.#inputs;
    if (watermarkMs !== undefined && timeMs < watermarkMs) {
      const reason = `is before the watermark, ${watermarkMs} ms`;
      throw BAD_TIMEOUT.error({ method, timeMs, reason });
    }
    this.#timeoutMs = timeMs;
  }

  getCurrentWatermarkMs(): number {
    const { watermarkMs } = this.#inputs;
    if (watermarkMs === undefined) throw NO_WATERMARK_TO_ASK.error({});
    return watermarkMs;
  }

  getCurrentProcessingTimeMs(): number {
    return this.#inputs.batchTimeMs;
  }

  #require(needed: GroupStateTimeout, method: string): void {
    const { timeout } = this.#inputs;
    if (timeout !== needed) throw TIMEOUT_NOT_ALLOWED.error({ method, timeout, needed });
  }
}
