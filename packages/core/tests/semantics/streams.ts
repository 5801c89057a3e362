import {
  createSession,
  type MemorySource,
  memorySource,
  nullable,
  type Session,
  type SessionOptions,
  type StreamingQuery,
  schema,
  string,
  timestamp,
} from '@tidemark/core';

/** A time of 1 January 2024: `12:09` or `12:09:30.5`. */
export const at = (time: string): Date => new Date(`2024-01-01T${time}Z`);

/** `12:09` of a time. */
export const clock = (time: Date): string => time.toISOString().slice(11, 16);

export interface Event {
  readonly time: Date | null;
  readonly kind: string | null;
}

export const Events = schema({ time: nullable(timestamp()), kind: nullable(string()) });

/** Events of one kind, by their times of day. */
export const events = (kind: string, ...times: readonly string[]): readonly Event[] =>
  times.map((time) => ({ time: at(`${time}:00`), kind }));

/** A session whose warnings end up in a list. */
export function quietSession(options: SessionOptions = {}): {
  readonly session: Session;
  readonly warnings: string[];
} {
  const warnings: string[] = [];
  const session = createSession({ warn: (message) => warnings.push(message), ...options });
  return { session, warnings };
}

export function eventSource(...rows: readonly Event[]): MemorySource<Event> {
  return memorySource<Event>(Events, rows);
}

/** Adds rows as one step and waits until the query has nothing left to do. */
export async function feed<R>(
  query: StreamingQuery,
  source: MemorySource<R>,
  ...rows: readonly R[]
): Promise<void> {
  source.addData(...rows);
  await query.processAllAvailable();
}

/** Lets simulated time pass until the work is done, for a query that polls. */
export async function passingTime<T>(
  time: { advance(ms: number): Promise<void> },
  work: Promise<T>,
): Promise<T> {
  let isDone = false;
  const finish = (): void => {
    isDone = true;
  };
  work.then(finish, finish);
  while (!isDone) await time.advance(1);
  return work;
}
