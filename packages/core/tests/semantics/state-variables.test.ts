import { int, long, string, struct, timestamp } from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import {
  addData,
  advanceProcessingTime,
  assertOnQuery,
  checkAnswer,
  checkNewAnswer,
  checkState,
  crash,
  restart,
  start,
  testStream,
} from '../../../testing/src/index.ts';
import { clock } from './streams.ts';
import { EVERY_SECOND, Line, line, said, wordStream } from './words.ts';

// Semantics 6.8: what transformWithState remembers, and for how long.

describe('a value', () => {
  test('is remembered for each key, null too, and groups are called once a batch', async () => {
    const { source, frame } = wordStream();
    const counts = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'update' }, (handle) => {
        const seen = handle.valueState('seen', int());
        return {
          *handleInputRows({ user }, rows) {
            const before = seen.getOption() ?? 0;
            const words = [...rows].map(({ word }) => word);
            seen.update(before + words.length);
            yield { user, text: `${before}+${words.join(',')}=${seen.get()}` };
          },
        };
      });
    await testStream(counts, { outputMode: 'update' })(
      addData(source, said('ann', 'a'), said(null, 'b'), said('ann', 'c')),
      checkNewAnswer(line('ann', '0+a,c=2'), line(null, '0+b=1')),
      addData(source, said(null, 'd')),
      checkNewAnswer(line(null, '1+d=2')),
      checkState({
        operatorName: 'transformWithStateExec',
        numRowsTotal: 2,
        numRowsUpdated: 1,
        numRowsRemoved: 0,
      }),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, said('ann', 'e')),
      checkNewAnswer(line('ann', '2+e=3')),
    );
  });

  test('that was cleared is gone, and its key with it', async () => {
    const { source, frame } = wordStream();
    const toggles = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const last = handle.valueState('last', struct({ word: string(), at: timestamp() }));
        return {
          *handleInputRows({ user }, rows) {
            for (const { word, time } of rows) {
              if (word === 'clear') last.clear();
              else {
                const before = last.exists ? `${last.get().word}@${clock(last.get().at)}` : 'none';
                yield { user, text: `${before} ${String(last.getOption()?.word)}` };
                last.update({ word, at: time });
              }
            }
          },
        };
      });
    await testStream(toggles)(
      addData(source, said('ann', 'a', '12:01')),
      checkNewAnswer(line('ann', 'none undefined')),
      addData(source, said('ann', 'b', '12:02'), said('ann', 'clear'), said('ann', 'c', '12:03')),
      checkNewAnswer(line('ann', 'a@12:01 a'), line('ann', 'none undefined')),
      addData(source, said('ann', 'clear')),
      checkState({ numRowsTotal: 0, numRowsUpdated: 0, numRowsRemoved: 1 }),
      restart(),
      addData(source, said('ann', 'd')),
      checkNewAnswer(line('ann', 'none undefined')),
    );
  });

  test('is a copy: changing what get gave changes nothing', async () => {
    const { source, frame } = wordStream();
    const copies = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const last = handle.valueState('last', struct({ word: string() }));
        return {
          *handleInputRows({ user }, rows) {
            for (const { word } of rows) {
              if (!last.exists) last.update({ word });
              last.get().word = 'scribbled';
              yield { user, text: last.get().word };
            }
          },
        };
      });
    await testStream(copies)(
      addData(source, said('ann', 'a'), said('ann', 'b')),
      checkAnswer(line('ann', 'a'), line('ann', 'a')),
    );
  });
});

describe('a list', () => {
  const listed = () => {
    const { source, frame } = wordStream();
    const lists = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const words = handle.listState('words', string());
        return {
          *handleInputRows({ user }, rows) {
            for (const { word } of rows) {
              if (word === 'clear') words.clear();
              else if (word === 'reverse') words.put([...words.get()].reverse());
              else if (word === 'double') words.appendAll(words.get());
              else words.append(word);
            }
            yield { user, text: `${words.exists} ${words.get().join('')}` };
          },
        };
      });
    return { source, lists };
  };

  test('keeps its order, also over restarts', async () => {
    const { source, lists } = listed();
    await testStream(lists)(
      addData(source, said('ann', 'a'), said('ann', 'b'), said('bob', 'x')),
      checkNewAnswer(line('ann', 'true ab'), line('bob', 'true x')),
      addData(source, said('ann', 'c'), said('ann', 'reverse')),
      checkNewAnswer(line('ann', 'true cba')),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, said('ann', 'd'), said('bob', 'y')),
      checkNewAnswer(line('ann', 'true cbad'), line('bob', 'true xy')),
      checkState({ numRowsTotal: 6, numRowsUpdated: 2 }),
      addData(source, said('ann', 'double'), said('ann', 'e')),
      checkNewAnswer(line('ann', 'true cbadcbade')),
      restart(),
      addData(source, said('ann', 'clear')),
      checkNewAnswer(line('ann', 'false ')),
      checkState({ numRowsTotal: 2, numRowsRemoved: 9 }),
    );
  });
});

describe('a map', () => {
  test('is one of JavaScript by its words, and stored entry by entry', async () => {
    const { source, frame } = wordStream();
    const maps = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const days = handle.mapState('days', struct({ day: timestamp() }), long());
        return {
          *handleInputRows({ user }, rows) {
            for (const { word, time } of rows) {
              const day = { day: time };
              if (word === 'delete') {
                const had = days.has(day);
                yield { user, text: `${had} ${days.delete(day)} ${days.delete(day)}` };
              } else if (word === 'clear') days.clear();
              else days.set(day, (days.get(day) ?? 0) + Number(word));
            }
            const entries = [...days.entries()].map(([key, value]) => `${clock(key.day)}=${value}`);
            const keys = [...days.keys()].map(({ day }) => clock(day)).sort();
            const values = [...days.values()].sort((a, b) => a - b);
            yield {
              user,
              text: `${days.exists} ${entries.sort().join(' ')} ${keys.join()} ${values.join()}`,
            };
          },
        };
      });
    await testStream(maps)(
      addData(source, said('ann', '1', '12:01'), said('ann', '2', '12:02')),
      checkNewAnswer(line('ann', 'true 12:01=1 12:02=2 12:01,12:02 1,2')),
      addData(source, said('ann', '3', '12:02')),
      checkNewAnswer(line('ann', 'true 12:01=1 12:02=5 12:01,12:02 1,5')),
      checkState({ numRowsTotal: 2, numRowsUpdated: 1 }),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, said('ann', 'delete', '12:01')),
      checkNewAnswer(line('ann', 'true true false'), line('ann', 'true 12:02=5 12:02 5')),
      addData(source, said('ann', 'clear')),
      checkNewAnswer(line('ann', 'false   ')),
      checkState({ numRowsTotal: 0 }),
    );
  });

  test('may lose entries while it is walked', async () => {
    const { source, frame } = wordStream();
    const maps = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const words = handle.mapState('words', string(), int());
        return {
          *handleInputRows({ user }, rows) {
            for (const { word } of rows) words.set(word, word.length);
            for (const word of words.keys()) if (word.length > 1) words.delete(word);
            yield { user, text: [...words.keys()].sort().join() };
          },
        };
      });
    await testStream(maps)(
      addData(source, said('ann', 'a'), said('ann', 'bb'), said('ann', 'cc'), said('ann', 'd')),
      checkAnswer(line('ann', 'a,d')),
    );
  });
});

describe('a time to live', () => {
  test('begins with the last write; what has outlived it is not read, and removed with the batch', async () => {
    const { source, frame } = wordStream();
    const ttl = '2 seconds';
    const living = frame
      .groupBy('user')
      .transformWithState(
        { output: Line, outputMode: 'append', timeMode: 'processingTime' },
        (handle) => {
          const value = handle.valueState('value', string(), { ttl });
          const list = handle.listState('list', string(), { ttl });
          const entries = handle.mapState('entries', string(), int(), { ttl });
          return {
            *handleInputRows({ user }, rows) {
              for (const { word } of rows) {
                if (word === '?') continue;
                value.update(word);
                list.append(word);
                entries.set(word, 1);
              }
              const keys = [...entries.keys()].sort();
              const exist = `${value.exists}${list.exists}${entries.exists}${entries.has('a')}`;
              yield {
                user,
                text: `${value.getOption() ?? '-'} ${list.get().join()} ${keys.join()} ${exist}`,
              };
            },
          };
        },
      );
    await testStream(living)(
      start(EVERY_SECOND),
      addData(source, said('ann', 'a')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'a a a truetruetruetrue')),
      addData(source, said('ann', 'b')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'b a,b a,b truetruetruetrue')),
      checkState({ numRowsTotal: 5 }),
      // Two seconds after the first write: at its time a row is gone.
      addData(source, said('ann', '?')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'b b b truetruetruefalse')),
      checkState({ numRowsTotal: 3, numRowsRemoved: 2 }),
      assertOnQuery((query) => {
        expect(query.lastProgress?.stateOperators[0]?.customMetrics).toMatchObject({
          numValueStateWithTTLVars: 1,
          numListStateWithTTLVars: 1,
          numMapStateWithTTLVars: 1,
          numValueStateVars: 0,
          numValuesRemovedDueToTTLExpiry: 2,
        });
      }),
      crash({ loss: 'all-unsynced' }),
      start(EVERY_SECOND),
      // No data is needed.
      advanceProcessingTime(1000),
      addData(source, said('ann', '?')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '-   falsefalsefalsefalse')),
      checkState({ numRowsTotal: 0 }),
    );
  });
});
