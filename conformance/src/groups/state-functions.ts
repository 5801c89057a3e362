import type { GroupState } from '@tidemark/core';

/** The rows and the key of a group as a scenario sees them: the values of columns, in order. */
type Values = readonly unknown[];

/** What of the scenario a state function may see. */
export interface Flags {
  fail: boolean;
}

/** A state function of the corpus (FORMAT section 8): gives the values of its output rows. */
export type StateFunction = (
  key: Values,
  rows: Iterable<Readonly<Record<string, unknown>>>,
  state: GroupState<bigint>,
  flags: Flags,
) => Iterable<Values>;

const MICROS_PER_SECOND = 1_000_000n;

/** By name. The state is a number. */
export const STATE_FUNCTIONS: ReadonlyMap<string, StateFunction> = new Map<string, StateFunction>([
  [
    'runningCount',
    function* (key, rows, state) {
      const count = counted(rows, state);
      state.update(count);
      yield [...key, String(count)];
    },
  ],
  [
    'runningCountDropAt3',
    function* (key, rows, state) {
      const count = counted(rows, state);
      if (count === 3n) state.remove();
      else {
        state.update(count);
        yield [...key, String(count)];
      }
    },
  ],
  [
    'runningCountPerValueDropAt3',
    function* (key, rows, state) {
      for (const _ of rows) {
        const count = (state.getOption() ?? 0n) + 1n;
        if (count === 3n) state.remove();
        else {
          state.update(count);
          yield [...key, String(count)];
        }
      }
    },
  ],
  [
    'runningCountMinusOneAt3',
    function* (key, rows, state) {
      const count = counted(rows, state);
      if (count === 3n) state.remove();
      else state.update(count);
      yield [...key, count === 3n ? '-1' : String(count)];
    },
  ],
  [
    'countValuesNoState',
    function* (key, rows, state) {
      if (state.exists) throw new Error('a state exists');
      yield [...key, [...rows].length];
    },
  ],
  [
    'runningCountProcTimeout10s',
    function* (key, rows, state) {
      if (state.hasTimedOut) {
        state.remove();
        yield [...key, '-1'];
        return;
      }
      const count = counted(rows, state);
      state.update(count);
      state.setTimeoutDuration('10 seconds');
      yield [...key, String(count)];
    },
  ],
  [
    'maxEventTimeTimeout5s',
    function* (key, rows, state) {
      if (state.hasTimedOut) {
        state.remove();
        yield [...key, -1];
        return;
      }
      const times = [...rows].map((row) => eventSeconds(row));
      if (times.length === 0) throw new Error('no rows have no latest time');
      const latest = [...times, state.getOption() ?? 0n].reduce((a, b) => (a > b ? a : b));
      state.update(latest);
      state.setTimeoutTimestamp((Number(latest) + 5) * 1000);
      yield [...key, Number(latest)];
    },
  ],
  [
    'runningCountFailIfFlag',
    function* (key, rows, state, flags) {
      if (flags.fail) throw new Error('the flag says to fail');
      const count = counted(rows, state);
      state.update(count);
      yield [...key, count];
    },
  ],
  [
    'listValuesAndCount',
    function* (key, rows, state) {
      const values = [...rows].map((row) => Object.values(row)[0]);
      if (values.length === 0 && !state.exists) throw new Error('neither values nor a state');
      const count = (state.getOption() ?? 0n) + BigInt(values.length);
      if (!String(key[0]).includes('NoUpdate')) state.update(count);
      yield [...key, values, String(count)];
    },
  ],
  [
    'timeoutSetOnceMustNotFire',
    function* (_key, _rows, state) {
      if (state.hasTimedOut) throw new Error('the timeout fired');
      if (!state.exists) {
        state.update(0n);
        state.setTimeoutTimestamp(500);
      }
      yield [0];
    },
  ],
  [
    'emitKey',
    function* (key) {
      yield key;
    },
  ],
]);

function counted(rows: Iterable<unknown>, state: GroupState<bigint>): bigint {
  return (state.getOption() ?? 0n) + BigInt([...rows].length);
}

/** The event time of a row: its column of that name, else its first time. */
function eventSeconds(row: Readonly<Record<string, unknown>>): bigint {
  const time = row['eventTime'] ?? Object.values(row).find((value) => typeof value === 'number');
  // A timestamp that the plan computed is a Date; one of a source is in microseconds.
  if (time instanceof Date) return BigInt(Math.floor(time.getTime() / 1000));
  return BigInt(Math.floor(Number(time))) / MICROS_PER_SECOND;
}
