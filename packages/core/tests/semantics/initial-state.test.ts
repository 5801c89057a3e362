import { int, memorySource, nullable, schema, string, struct } from '@tidemark/core';
import { lit, struct as structOf } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  checkAnswer,
  checkNewAnswer,
  checkState,
  expectError,
  restart,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';

import { Line, line, Said, said } from './words.ts';

// Semantics 6.7: the states that groups of a stream start from.

describe('an initial state', () => {
  const Known = schema({ name: nullable(string()), seen: int() });
  const started = (...known: readonly { name: string | null; seen: number }[]) => {
    const session = testSession();
    const initial = session
      .read(memorySource(Known, known))
      .groupBy((k) => ({ user: k.name }))
      .withState((k) => k.seen);
    const source = memorySource(Said);
    const counts = session
      .readStream(source)
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append' },
        ({ user }, rows, state) => {
          state.update((state.getOption() ?? 0) + [...rows].length);
          return [{ user, text: String(state.get()) }];
        },
        initial,
      );
    return { source, counts };
  };

  test('is there in the first batch, which calls groups without rows too', async () => {
    const { source, counts } = started({ name: 'ann', seen: 5 }, { name: 'zoe', seen: 7 });
    await testStream(counts)(
      addData(source, said('ann', 'a'), said('bob', 'b')),
      checkNewAnswer(line('ann', '6'), line('bob', '1'), line('zoe', '7')),
      checkState({ numRowsTotal: 3 }),
      restart(),
      addData(source, said('zoe', 'c')),
      checkNewAnswer(line('zoe', '8')),
    );
  });

  test('cannot have two rows of a key', async () => {
    const { source, counts } = started({ name: 'ann', seen: 5 }, { name: 'ann', seen: 6 });
    await testStream(counts)(
      addData(source, said('ann', 'a')),
      expectError('GROUP_STATE.SEVERAL_INITIAL'),
    );
  });

  test('may be a struct', async () => {
    const session = testSession();
    const initial = session
      .read(memorySource(Known, [{ name: 'ann', seen: 5 }]))
      .groupBy((k) => ({ user: k.name }))
      .withState((k) => structOf({ seen: k.seen, name: k.name }));
    const source = memorySource(Said);
    const counts = session
      .readStream(source)
      .groupBy('user')
      .flatMapGroupsWithState(
        {
          state: struct({ seen: int(), name: nullable(string()) }),
          output: Line,
          outputMode: 'append',
        },
        ({ user }, _, state) => [{ user, text: `${state.get().name} ${state.get().seen}` }],
        initial,
      );
    await testStream(counts)(addData(source, said('ann', 'a')), checkAnswer(line('ann', 'ann 5')));
  });
});

test('the initial state is read by the first batch alone', async () => {
  const known = blockSource(Said, [[said('ann', 'before')]]);
  const source = memorySource(Said);
  const session = testSession();
  const initial = session
    .read(known)
    .groupBy('user')
    .withState(() => lit(1));
  const counted = session
    .readStream(source)
    .groupBy('user')
    .flatMapGroupsWithState(
      { state: int(), output: Line, outputMode: 'append' },
      ({ user }, _, state) => [{ user, text: String(state.getOption() ?? 0) }],
      initial,
    );
  await testStream(counted)(
    addData(source, said('ann', 'a')),
    checkNewAnswer(line('ann', '1')),
    addData(source, said('ann', 'b')),
    checkNewAnswer(line('ann', '1')),
  );
  expect(known.reads).toEqual(['0-1']);
});
