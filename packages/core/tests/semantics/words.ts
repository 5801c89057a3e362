import { memorySource, nullable, processingTime, schema, string, timestamp } from '@tidemark/core';
import { testSession } from '../../../testing/src/index.ts';
import { at } from './streams.ts';

// Words that users say, for steps that keep state by user.

export const Said = schema({ user: nullable(string()), word: string(), time: timestamp() });
export const Line = schema({ user: nullable(string()), text: string() });

export const said = (user: string | null, word: string, time = '12:00') => ({
  user,
  word,
  time: at(`${time}:00`),
});
export const line = (user: string | null, text: string) => ({ user, text });

export function wordStream() {
  const source = memorySource(Said);
  return { source, frame: testSession().readStream(source) };
}

/** Fires only when the clock is moved, so that batches without data do not run by themselves. */
export const EVERY_SECOND = { trigger: processingTime('1 second') } as const;
