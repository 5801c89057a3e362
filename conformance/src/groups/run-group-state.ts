import { isDeepStrictEqual } from 'node:util';
import { CallState, type GroupStateTimeout } from '@tidemark/core';
import { Difference, type Findings } from '../outcome.ts';
import { isObject, type Json, listOf, type Scenario, textOf } from '../scenario.ts';

/** One case: a call of a state function, and what it leaves behind. */
interface StateCase {
  readonly timeout: GroupStateTimeout;
  readonly nowMs: number;
  readonly watermarkMs: number | null;
  readonly priorState: Json;
  readonly priorTimeoutMs?: number | null;
  readonly timedOutCall?: boolean;
  readonly calls: readonly Json[];
  readonly callErrors?: readonly number[];
  readonly expectFunctionCalled?: boolean;
  readonly expectState?: Json;
  readonly expectTimeoutMs?: number | null;
}

/** Makes the calls of each case on a state of its own. */
export function runGroupState({ cases = [] }: Scenario): Findings {
  const differences: string[] = [];
  for (const [i, each] of cases.entries()) {
    try {
      runCase(each as unknown as StateCase);
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      differences.push(`case ${i} ${JSON.stringify(each)}: ${error.message}`);
    }
  }
  return { ran: cases.length, differences, skips: [] };
}

function runCase(each: StateCase): void {
  const { timeout, nowMs, watermarkMs, priorState, timedOutCall = false } = each;
  if (timedOutCall && !isDue(each)) {
    if (each.expectFunctionCalled === false) return;
    throw new Difference('the timeout is not due');
  }
  if (each.expectFunctionCalled === false) throw new Difference('the function is called');
  const state = new CallState<Json>({
    state: priorState ?? undefined,
    timeout,
    batchTimeMs: nowMs,
    watermarkMs: watermarkMs ?? undefined,
    hasTimedOut: timedOutCall,
  });
  for (const [i, call] of each.calls.entries()) {
    makeCall(state, listOf(call), each.callErrors?.includes(i) ?? false);
  }
  if ('expectState' in each) same('state', state.getOption() ?? null, each.expectState);
  if ('expectTimeoutMs' in each) same('timeout', state.timeoutMs ?? null, each.expectTimeoutMs);
}

/** A timeout fires when it lies before now, or before the watermark. */
function isDue({ timeout, nowMs, watermarkMs, priorTimeoutMs }: StateCase): boolean {
  const limitMs = timeout === 'processingTime' ? nowMs : (watermarkMs ?? 0);
  return typeof priorTimeoutMs === 'number' && priorTimeoutMs < limitMs;
}

function makeCall(state: CallState<Json>, call: readonly Json[], listedAsError: boolean): void {
  const [name, ...rest] = call;
  const fails = listedAsError || rest.some((arg) => isObject(arg) && arg['error'] === true);
  const args = rest.filter((arg) => !(isObject(arg) && arg['error'] === true));
  let failure: unknown;
  try {
    dispatch(state, textOf(name), args);
  } catch (error) {
    if (error instanceof Difference) throw error;
    failure = error;
  }
  if (fails !== (failure !== undefined)) {
    const found = failure instanceof Error ? `failed: ${failure.message}` : 'succeeded';
    throw new Difference(`${JSON.stringify(call)} ${found}`);
  }
}

function dispatch(
  state: CallState<Json>,
  name: string,
  [first = null, second]: readonly Json[],
): void {
  switch (name) {
    case 'get':
      state.get();
      return;
    case 'update':
      state.update(first);
      return;
    case 'remove':
      state.remove();
      return;
    case 'setTimeoutDuration':
      state.setTimeoutDuration(first as number);
      return;
    case 'setTimeoutTimestamp':
      state.setTimeoutTimestamp(first as number, second as never);
      return;
    case 'getCurrentWatermarkMs':
      state.getCurrentWatermarkMs();
      return;
    case 'getCurrentProcessingTimeMs':
      state.getCurrentProcessingTimeMs();
      return;
    default:
      expectation(state, name, first);
  }
}

function expectation(state: CallState<Json>, name: string, expected: Json): void {
  const found = new Map<string, () => unknown>([
    ['expectExists', () => state.exists],
    ['expectGet', () => state.get()],
    ['expectUpdated', () => state.isUpdated],
    ['expectRemoved', () => state.isRemoved],
    ['expectTimeoutMs', () => state.timeoutMs ?? null],
    ['expectCurrentWatermarkMs', () => state.getCurrentWatermarkMs()],
    ['expectCurrentProcessingTimeMs', () => state.getCurrentProcessingTimeMs()],
  ]).get(name);
  if (found === undefined) throw new Difference(`no such call: ${name}`);
  same(name, found(), expected);
}

function same(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Difference(`${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
