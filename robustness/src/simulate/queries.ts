import {
  type DataFrame,
  int,
  type MemorySource,
  memorySource,
  type Session,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { collectList, count, max, sessionWindow, sum, window } from '@tidemark/core/functions';
import { DELAY, Event, lastEvent, oneOf, type Random, randomBlocks } from './events.ts';

/** A query under simulation: its input, and what it makes of it. */
export interface SimulatedQuery {
  /** One frame for each output. */
  frames(session: Session): readonly AnyFrame[];
  /** Makes the last input available. */
  close(): void;
}

export type AnyFrame = DataFrame<Record<string, unknown>, never, 'append'>;

export type QueryKind = (random: Random) => SimulatedQuery;

function input(random: Random, hasLateRows = true): MemorySource<Event> {
  const source = memorySource(Event, [], { maxStepsPerTrigger: 1 });
  for (const block of randomBlocks(random, '', hasLateRows)) source.addData(...block);
  return source;
}

// The watermark closes what it has passed in the batch after; without batches without data that is the next.
const LAST_EVENTS: readonly Event[] = [lastEvent('', 2), lastEvent('', 3)];

/** A query over one stream. */
function over(
  framesOf: (stream: DataFrame<Event>, random: Random) => readonly unknown[],
): QueryKind {
  return (random) => {
    const source = input(random);
    const choice = random();
    return {
      // The same choice for each process.
      frames: (session) => framesOf(session.readStream(source), () => choice) as AnyFrame[],
      close: () => {
        for (const event of LAST_EVENTS) source.addData(event);
      },
    };
  };
}

const stateless = over((stream) => [
  stream
    .filter((e) => e.amount.gte(10).or(e.kind.isNull()))
    .withColumns((e) => ({ doubled: e.amount.mul(2) })),
]);

const windows = over((stream, random) => [
  stream
    .withWatermark('time', DELAY)
    .groupBy((e) => ({
      window:
        random() < 0.5 ? window(e.time, '10 minutes') : window(e.time, '20 minutes', '10 minutes'),
      kind: e.kind,
    }))
    .agg((e) => ({ n: count(), total: sum(e.amount), most: max(e.amount) })),
]);

const sessions = over((stream) => [
  stream
    .withWatermark('time', DELAY)
    .groupBy((e) => ({ session: sessionWindow(e.time, '5 minutes'), kind: e.kind }))
    .agg((e) => ({ n: count(), ids: collectList(e.id) })),
]);

const duplicates = over((stream, random) => [
  random() < 0.5
    ? stream.withWatermark('time', DELAY).dropDuplicates('id', 'time')
    : stream.withWatermark('time', DELAY).dropDuplicatesWithinWatermark('id'),
]);

/** One read, two outputs: the rows, and what they add up to. */
const twoOutputs = over((stream) => {
  const events = stream.withWatermark('time', DELAY);
  return [
    events.filter((e) => e.amount.gt(20)),
    events
      .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
      .agg((e) => ({ kind: max(e.kind), total: sum(e.amount) })),
  ];
});

/**
 * Without rows that come late: after a restart the watermark of two streams is behind until both have
 * rows again, as in Spark, and what comes late for one run does not for another.
 */
const join: QueryKind = (random) => {
  const left = input(random, false);
  const type = oneOf(random, ['inner', 'leftOuter', 'fullOuter'] as const);
  const Click = schema({ clicked_id: string(), clicked: timestamp() });
  const clicks = memorySource(Click, [], { maxStepsPerTrigger: 1 });
  for (const block of randomBlocks(random, '', false)) {
    clicks.addData(...block.map(({ id, time }) => ({ clicked_id: id, clicked: time })));
  }
  return {
    frames: (session) => {
      const events = session.readStream(left).withWatermark('time', DELAY);
      const clicked = session.readStream(clicks).withWatermark('clicked', DELAY);
      const joined = events.join(
        clicked,
        (e, c) => e.id.eq(c.clicked_id).and(c.clicked.between(e.time, e.time.plus('15 minutes'))),
        type,
      );
      return [joined as unknown as AnyFrame];
    },
    close: () => {
      for (const event of LAST_EVENTS) {
        left.addData(event);
        clicks.addData({ clicked_id: event.id, clicked: event.time });
      }
    },
  };
};

const Said = schema({ id: string(), kind: string(), text: string() });

const userState = over((stream) => [
  stream
    .withWatermark('time', '0 seconds')
    .groupBy('id')
    .transformWithState({ output: Said, outputMode: 'append', timeMode: 'eventTime' }, (handle) => {
      const calls = handle.valueState('calls', int());
      const kinds = handle.listState('kinds', string());
      const totals = handle.mapState('totals', string(), int());
      const all = (): string =>
        `${calls.getOption() ?? 0} ${[...kinds.get()].join()} ${[...totals.entries()].map(String).sort().join(' ')}`;
      return {
        *handleInputRows({ id }, rows, timers) {
          calls.update((calls.getOption() ?? 0) + 1);
          for (const { kind, amount, time } of rows) {
            const name = kind ?? 'none';
            if (amount === null) kinds.clear();
            else kinds.append(name);
            totals.set(name, (totals.get(name) ?? 0) + (amount ?? 0));
            timers.register(time.getTime() + 600_000);
          }
          yield { id, kind: 'rows', text: all() };
        },
        *handleExpiredTimer({ id }, timers, expiryMs) {
          yield { id, kind: 'timer', text: `${expiryMs} ${all()}` };
          if (timers.list().length > 1) return;
          calls.clear();
          kinds.clear();
          totals.clear();
        },
      };
    }),
]);

export const QUERIES: Readonly<Record<string, QueryKind>> = {
  stateless,
  window: windows,
  session: sessions,
  dedup: duplicates,
  join,
  'user state': userState,
  'two outputs': twoOutputs,
};
