import {
  type ColumnType,
  createSession,
  double,
  float,
  int,
  long,
  memorySink,
  memorySource,
  nullable,
  once,
  type StatefulProcessorHandle,
  schema,
  string,
  struct,
} from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import { SimFs, simPorts } from '../../../testing/src/index.ts';

// What may change between two versions of a processor that go on from one checkpoint (semantics 6.8).

const Event = schema({ user: string(), word: string() });
const Line = schema({ user: string(), text: string() });

type Handle = (
  handle: StatefulProcessorHandle,
) => (word: string, timers: { register(ms: number): void }) => unknown;

/** Versions of one program, on one disk: each handles a word, and says what it has to say. */
function program() {
  const fs = new SimFs();
  const source = memorySource(Event);
  return async (
    word: string,
    version: Handle,
    timeMode: 'none' | 'processingTime' = 'none',
  ): Promise<unknown> => {
    source.addData({ user: 'ann', word });
    const session = createSession({ ports: simPorts({ seed: 1, fs }), warn: () => undefined });
    const sink = memorySink<{ user: string; text: string }>();
    const said = session
      .readStream(source)
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode }, (handle) => {
        const say = version(handle);
        return {
          *handleInputRows({ user }, rows, timers) {
            for (const row of rows) yield { user, text: JSON.stringify(say(row.word, timers)) };
          },
          handleExpiredTimer() {},
        };
      });
    const query = await session.start({
      outputs: [said.writeTo(sink)],
      checkpointLocation: '/checkpoint',
      trigger: once(),
    });
    await query.awaitTermination();
    return sink.rows.map(({ text }) => JSON.parse(text) as unknown).at(-1);
  };
}

/** A value that is set to what a word says, and the one before. */
const value =
  <T>(type: ColumnType<T>, of: (word: string) => NonNullable<T>): Handle =>
  (handle) => {
    const state = handle.valueState('last', type);
    return (word) => {
      const before = state.getOption();
      if (word !== '?') state.update(of(word));
      return before ?? null;
    };
  };

describe('a value', () => {
  test('may get fields that can be null, lose fields, and have them in another order', async () => {
    const run = program();
    const before = struct({ word: string(), size: int(), gone: string() });
    await run(
      'ab',
      value(before, (word) => ({ word, size: word.length, gone: 'x' })),
    );
    const now = struct({ note: nullable(string()), size: int(), word: string() });
    expect(
      await run(
        '?',
        value(now, (word) => ({ word, size: 1, note: 'n' })),
      ),
    ).toEqual({
      note: null,
      size: 2,
      word: 'ab',
    });
    expect(
      await run(
        'cd',
        value(now, (word) => ({ word, size: 1, note: 'n' })),
      ),
    ).toMatchObject({
      word: 'ab',
    });
    expect(
      await run(
        '?',
        value(now, (word) => ({ word, size: 1, note: 'n' })),
      ),
    ).toEqual({
      note: 'n',
      size: 1,
      word: 'cd',
    });
  });

  test.each([
    ['int to long', int(), long()],
    ['int to double', int(), double()],
    ['float to double', float(), double()],
  ])('may become wider: %s', async (_, before, now) => {
    const run = program();
    await run('7', value(before, Number));
    expect(await run('9007199254740991', value(now, Number))).toBe(7);
    expect(await run('?', value(now, Number))).toBe(9007199254740991);
  });

  test('keeps what is stored in files of both versions, also when they are merged', async () => {
    const run = program();
    const old = struct({ n: int() });
    const wide = struct({ n: long(), more: nullable(int()) });
    await run(
      '1',
      value(old, (word) => ({ n: Number(word) })),
    );
    for (let i = 0; i < 12; i++)
      await run(
        `${i}`,
        value(wide, (word) => ({ n: Number(word), more: 1 })),
      );
    expect(
      await run(
        '?',
        value(wide, () => ({ n: 0, more: null })),
      ),
    ).toEqual({ n: 11, more: 1 });
  });

  test.each([
    ['narrower', long(), int(), "the field 'value' was bigint and is int"],
    ['text', int(), string(), "the field 'value' was int and is string"],
    [
      'a struct with a field that must not be null',
      struct({ a: int() }),
      struct({ a: int(), b: int() }),
      "the field 'b' is new and not nullable",
    ],
    [
      'a struct whose field must not be null any more',
      struct({ a: nullable(int()) }),
      struct({ a: int() }),
      "the field 'a' was nullable",
    ],
  ])('cannot become %s', async (_, before, now, reason) => {
    const run = program();
    const of = (word: string): never => (/^\d+$/.test(word) ? Number(word) : { a: 1 }) as never;
    await run(before.dataType.kind === 'struct' ? 'x' : '5', value(before as never, of));
    await expect(run('6', value(now as never, of))).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          new RegExp(`STATE_SCHEMA_CHANGED.*The state variable 'last' was stored as .*: ${reason}`),
        ),
      }),
    );
  });

  test('cannot become a list', async () => {
    const run = program();
    await run('5', value(int(), Number));
    const list: Handle = (handle) => {
      handle.listState('last', int());
      return () => null;
    };
    await expect(run('6', list)).rejects.toThrow('its keys have other types');
  });
});

describe('a variable', () => {
  test('that is new starts empty beside the others', async () => {
    const run = program();
    await run('a', value(string(), String));
    const both: Handle = (handle) => {
      const last = handle.valueState('last', string());
      const all = handle.mapState('all', string(), nullable(int()));
      return (word) => {
        all.set(word, 1);
        return [last.getOption(), [...all.keys()]];
      };
    };
    expect(await run('b', both)).toEqual(['a', ['b']]);
  });

  const none: Handle = () => () => 'none';
  const forgets: Handle = (handle) => {
    handle.deleteIfExists('last');
    return () => 'none';
  };

  test('that is gone has to be given up in words, and then starts empty', async () => {
    const run = program();
    await run('a', value(string(), String));
    await expect(run('b', none)).rejects.toThrow(
      "the state variable 'last' of operator 0, which the processor does not declare any more",
    );
    expect(await run('c', forgets)).toBe('none');
    expect(await run('d', none)).toBe('none');
    expect(await run('5', value(int(), Number))).toBeNull();
    expect(await run('?', value(int(), Number))).toBe(5);
  });

  test('that never held anything is not missed', async () => {
    const run = program();
    await run('?', value(string(), String));
    expect(await run('b', none)).toBe('none');
  });
});

test('timers do not change from one time to another', async () => {
  const run = program();
  const timed: Handle = () => (word, timers) => {
    timers.register(Number(word));
    return 'set';
  };
  await run('99999999999999', timed, 'processingTime');
  await expect(run('b', () => () => 'none', 'none')).rejects.toThrow(
    "timers of operator 0 for the time mode 'processingTime', and the time mode is 'none' now",
  );
});
