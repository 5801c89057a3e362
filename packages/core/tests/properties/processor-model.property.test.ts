import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimFs } from '../../../testing/src/index.ts';
import { recordBatch } from '../../src/columnar/record-batch.ts';
import { rowsOf, vectorFromJs } from '../../src/columnar/row.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import { TransformWithStateOperator } from '../../src/operators/stateful/transform-with-state.ts';
import type { ProcessorFactory, TimeMode } from '../../src/plan/stateful-processor.ts';
import { openOperatorState } from '../../src/state/operator-state.ts';
import type { StateFiles } from '../../src/state/state-store.ts';
import { double, int, nullable, schema, string } from '../../src/types/schema.ts';

// Law: whatever a processor does to its variables and timers, however its rows are cut into batches and
// wherever it is restarted from what was stored, it sees and says what a processor over plain maps
// and arrays does. Time to live: gone at its time. Timers: after all data, the earliest first, inclusive.

const TTL_MS = 3;
const Input = schema({ key: nullable(string()), op: string(), a: int(), b: int() });
const Output = schema({ key: nullable(string()), said: string() });

type Op = 'value' | 'clearValue' | 'append' | 'put' | 'clearList' | 'set' | 'delete' | 'clearMap';
type TimerOp = 'register' | 'take';
interface Step {
  readonly key: string | null;
  readonly op: Op | TimerOp;
  readonly a: number;
  readonly b: number;
}
interface Round {
  readonly passedMs: number;
  readonly isRestarted: boolean;
  readonly steps: readonly Step[];
}

/** What both sides say of one key: every variable as it is. */
const described = (
  value: unknown,
  list: readonly unknown[],
  entries: Iterable<readonly [unknown, unknown]>,
  timers: readonly number[],
): string => JSON.stringify([value ?? null, list, [...entries].map(String).sort(), timers]);

const processor =
  (ttl: '3 milliseconds' | undefined, timeMode: TimeMode): ProcessorFactory =>
  (handle) => {
    const options = ttl === undefined ? {} : { ttl };
    const value = handle.valueState('value', int(), options);
    const list = handle.listState('list', int(), options);
    // -0 is 0, and NaN one key.
    const map = handle.mapState('map', double(), int(), options);
    const say = (timers: { list(): readonly number[] }): string =>
      described(
        value.getOption(),
        list.get(),
        map.entries(),
        timeMode === 'none' ? [] : timers.list(),
      );
    return {
      *handleInputRows({ key }, rows, timers) {
        for (const row of rows) {
          const { op, a, b } = row as unknown as Step;
          switch (op) {
            case 'value':
              value.update(a);
              break;
            case 'clearValue':
              value.clear();
              break;
            case 'append':
              list.append(a);
              break;
            case 'put':
              list.put([b, ...list.get()]);
              break;
            case 'clearList':
              list.clear();
              break;
            case 'set':
              map.set(mapKeyOf(a), b);
              break;
            case 'delete':
              map.delete(mapKeyOf(a));
              break;
            case 'clearMap':
              map.clear();
              break;
            case 'register':
              timers.register(timers.currentProcessingTimeMs() + a);
              break;
            case 'take':
              timers.delete(timers.currentProcessingTimeMs() + a);
              break;
          }
        }
        yield { key, said: say(timers) };
      },
      *handleExpiredTimer({ key }, timers, expiryMs) {
        yield { key, said: `${expiryMs} ${say(timers)}` };
        value.update(expiryMs);
        if (expiryMs % 3 === 0) timers.register(expiryMs + 2);
      },
    };
  };

function mapKeyOf(a: number): number {
  return a === 0 ? -0 : a === 1 ? Number.NaN : a;
}

interface Timed {
  readonly value: number;
  readonly endMs: number;
}
interface KeyModel {
  value: Timed | undefined;
  list: Timed[];
  readonly map: Map<number, Timed>;
  readonly timers: Set<number>;
}

/** The same over plain maps and arrays. */
function model(rounds: readonly Round[], ttlMs: number, timeMode: TimeMode): readonly string[][] {
  const keys = new Map<string | null, KeyModel>();
  let nowMs = 0;
  return rounds.map(({ passedMs, steps }) => {
    nowMs += passedMs;
    const said: string[] = [];
    const counts = ({ endMs }: Timed): boolean => endMs > nowMs;
    const timed = (value: number): Timed => ({ value, endMs: nowMs + ttlMs });
    const stateOf = (key: string | null): KeyModel => {
      const known = keys.get(key);
      if (known !== undefined) return known;
      const state: KeyModel = { value: undefined, list: [], map: new Map(), timers: new Set() };
      keys.set(key, state);
      return state;
    };
    const say = ({ value, list, map, timers }: KeyModel): string =>
      described(
        value !== undefined && counts(value) ? value.value : undefined,
        list.filter(counts).map((element) => element.value),
        [...map]
          .filter(([, entry]) => counts(entry))
          .map(([k, entry]) => [k, entry.value] as const),
        [...timers].sort((a, b) => a - b),
      );
    for (const key of new Set(steps.map((step) => step.key))) {
      const state = stateOf(key);
      for (const { op, a, b } of steps.filter((step) => step.key === key)) {
        switch (op) {
          case 'value':
            state.value = timed(a);
            break;
          case 'clearValue':
            state.value = undefined;
            break;
          case 'append':
            state.list.push(timed(a));
            break;
          case 'put':
            state.list = [b, ...state.list.filter(counts).map(({ value }) => value)].map(timed);
            break;
          case 'clearList':
            state.list = [];
            break;
          case 'set':
            state.map.set(mapKeyOf(a), timed(b));
            break;
          case 'delete':
            state.map.delete(mapKeyOf(a));
            break;
          case 'clearMap':
            state.map.clear();
            break;
          case 'register':
            state.timers.add(nowMs + a);
            break;
          case 'take':
            state.timers.delete(nowMs + a);
            break;
        }
      }
      said.push(JSON.stringify([key, say(state)]));
    }
    const due = [...keys].flatMap(([key, { timers }]) =>
      timeMode === 'none'
        ? []
        : [...timers].filter((timeMs) => timeMs <= nowMs).map((timeMs) => ({ key, timeMs })),
    );
    for (const { key, timeMs } of due.sort((a, b) => a.timeMs - b.timeMs)) {
      const state = stateOf(key);
      said.push(JSON.stringify([key, `${timeMs} ${say(state)}`]));
      state.value = timed(timeMs);
      if (timeMs % 3 === 0) state.timers.add(timeMs + 2);
      state.timers.delete(timeMs);
    }
    return said;
  });
}

interface Run {
  readonly operator: TransformWithStateOperator;
  readonly stores: Awaited<ReturnType<typeof openOperatorState>>[];
  readonly emitted: string[];
}

/** The operator on its own tables, opened again where a round says so. */
async function engine(
  rounds: readonly Round[],
  ttl: '3 milliseconds' | undefined,
  timeMode: TimeMode,
): Promise<readonly string[][]> {
  const fs = new SimFs();
  const settings = { timeZone: 'UTC', ansi: false } as const;
  let files: readonly StateFiles[] = [];
  let attempt = 0;
  const open = async (): Promise<Run> => {
    const emitted: string[] = [];
    const operator = new TransformWithStateOperator({
      operatorId: '0',
      makeProcessor: processor(ttl, timeMode),
      keys: [compileExpression({ kind: 'column', name: 'key' }, Input, settings)],
      keyFields: Input.fields.slice(0, 1),
      inputSchema: Input,
      schema: Output,
      timeMode,
      eventTimeColumn: undefined,
      outputTimeColumn: undefined,
      initialStateField: undefined,
      isBounded: false,
      inputWatermarkMs: (ms) => ms,
      emit: (batch) => {
        for (const { key, said } of rowsOf(batch)) emitted.push(JSON.stringify([key, said]));
      },
      emitLate: () => undefined,
    });
    attempt++;
    const stores = [];
    for (const table of operator.tables) {
      const { keyFields, valueFields, tableName = '' } = table;
      const store = await openOperatorState({
        ...{ fs, keyFields, valueFields, variable: tableName, operatorId: tableName },
        directory: `/state/${tableName}`,
        attempt: `a${attempt}`,
        files: files.find(({ operatorId }) => operatorId === tableName)?.files ?? [],
      });
      for await (const { columns, length } of store.load()) {
        const keyCount = keyFields.length;
        table.restore(columns.slice(0, keyCount), columns.slice(keyCount), length);
      }
      stores.push(store);
    }
    return { operator, stores, emitted };
  };
  let run = await open();
  let nowMs = 0;
  const said: string[][] = [];
  for (const [batchId, { passedMs, isRestarted, steps }] of rounds.entries()) {
    if (isRestarted) run = await open();
    const { operator, stores, emitted } = run;
    nowMs += passedMs;
    operator.begin({
      ...settings,
      ...{ batchId, batchTimeMs: nowMs, lateWatermarkMs: 0, evictWatermarkMs: nowMs },
    });
    const columns = Input.fields.map(({ name, dataType }) =>
      vectorFromJs(
        steps.map((step) => step[name as keyof Step]),
        dataType,
      ),
    );
    operator.push(recordBatch(Input, columns, steps.length), 0);
    operator.finish();
    files = await Promise.all(
      stores.map(async (store, i) => {
        const changes = operator.tables[i]?.takeChanges();
        if (changes === undefined) throw new Error('a store has a table');
        return store.commit(batchId, changes);
      }),
    );
    said.push(emitted.splice(0));
  }
  return said;
}

const ops: readonly Step['op'][] = [
  ...(['value', 'clearValue', 'append', 'append', 'put', 'clearList'] as const),
  ...(['set', 'set', 'delete', 'clearMap'] as const),
];
const rounds = (timerOps: readonly TimerOp[]): fc.Arbitrary<readonly Round[]> =>
  fc.array(
    fc.record({
      passedMs: fc.integer({ min: 0, max: 2 }),
      isRestarted: fc.boolean(),
      steps: fc.array(
        fc.record({
          key: fc.constantFrom('a', 'b', null),
          op: fc.constantFrom(...ops, ...timerOps),
          a: fc.integer({ min: 0, max: 4 }),
          b: fc.integer({ min: 0, max: 9 }),
        }),
        { maxLength: 8 },
      ),
    }),
    { maxLength: 12 },
  );

/** Timers of one time are handled in no order that is said. */
const sorted = (said: readonly string[][]): readonly string[][] =>
  said.map((round) => [...round].sort());

test.each([
  ['none', undefined],
  ['eventTime', undefined],
  ['processingTime', '3 milliseconds'],
] as const)('a processor in time mode %s does what a plain one does', async (timeMode, ttl) => {
  const timerOps: readonly TimerOp[] = timeMode === 'none' ? [] : ['register', 'register', 'take'];
  await fc.assert(
    fc.asyncProperty(rounds(timerOps), async (script) => {
      const expected = model(
        script,
        ttl === undefined ? Number.POSITIVE_INFINITY : TTL_MS,
        timeMode,
      );
      expect(sorted(await engine(script, ttl, timeMode))).toEqual(sorted(expected));
    }),
    { numRuns: 150 },
  );
});
