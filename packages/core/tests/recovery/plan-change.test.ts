import { type MemorySink, memorySink, type QueryRequest } from '@tidemark/core';
import { count, max, min } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { type SimPorts, simPorts } from '../../../testing/src/index.ts';
import { PLAN_CHANGED } from '../../src/errors/query.ts';
import { type BlockSource, blockSource } from '../runtime/block-source.ts';
import { type Event, Events, events, passingTime, quietSession } from '../semantics/streams.ts';

type Build = (source: BlockSource<Event>, session: Session) => QueryRequest['outputs'];
type Session = ReturnType<typeof quietSession>['session'];

/** A program that is edited between its runs, and its disk. */
class Program {
  readonly ports: SimPorts = simPorts({ seed: 1 });
  readonly source = blockSource(Events, [] as readonly (readonly Event[])[]);

  /** Runs one form of it over some new kinds; the answer is what it warned of. */
  async run(
    build: Build,
    kinds: readonly string[],
    options: Pick<QueryRequest, 'allowPlanChange'> = {},
  ): Promise<readonly string[]> {
    const { session, warnings } = quietSession({ ports: this.ports });
    for (const kind of kinds) this.source.blocks.push(events(kind, '12:00'));
    const outputs = build(this.source, session);
    const query = await session.start({ ...options, checkpointLocation: 'checkpoint', outputs });
    await passingTime(this.ports.clock, query.processAllAvailable());
    await query.stop();
    return warnings;
  }

  async plans(): Promise<readonly string[]> {
    return (await this.ports.fs.readdir('checkpoint/plans')).map(({ name }) => name);
  }
}

const everyKind: Build = (source, session) => [
  session.readStream(source).select('kind').writeTo(memorySink<{ kind: string | null }>()),
];

const counted =
  (sink: MemorySink<{ kind: string | null; n: number }>, isOnce = false): Build =>
  (source, session) => {
    const rows = session.readStream(source);
    const distinct = isOnce ? rows.dropDuplicates('kind').named('once') : rows;
    return [
      distinct
        .groupBy('kind')
        .agg(() => ({ n: count() }))
        .writeTo(sink, { outputMode: 'update' }),
    ];
  };

test('a new step with a name starts empty, the others go on, and without it its state is gone', async () => {
  const program = new Program();
  const sink = memorySink<{ kind: string | null; n: number }>();
  await program.run(counted(sink), ['a', 'a']);
  const [added] = await program.run(counted(sink, true), ['a', 'a']);
  expect(added).toContain(
    "allowed with consequences: the deduplication 'once' is new; it starts empty",
  );
  expect(sink.rows.at(-1)).toEqual({ kind: 'a', n: 3 });
  expect(await program.run(counted(sink, true), ['a', 'b'])).toEqual([]);
  expect(sink.rows.at(-1)).toEqual({ kind: 'b', n: 1 });

  const [removed] = await program.run(counted(sink), ['a']);
  expect(removed).toContain("the deduplication 'once' was removed; its state is dropped");
  expect(sink.rows.at(-1)).toEqual({ kind: 'a', n: 4 });
  await program.run(counted(sink, true), ['a']);
  expect(sink.rows.at(-1)).toEqual({ kind: 'a', n: 5 });
});

const extreme =
  (fn: typeof min, sink: MemorySink<{ kind: string | null }>): Build =>
  (source, session) => [
    session
      .readStream(source)
      .groupBy()
      .agg((e) => ({ kind: fn(e.kind) }))
      .writeTo(sink, { outputMode: 'update' }),
  ];

test('min does not become max without a word, and with one it does', async () => {
  const program = new Program();
  const sink = memorySink<{ kind: string | null }>();
  await program.run(extreme(min, sink), ['m', 'z']);
  const refusal: unknown = await program.run(extreme(max, sink), ['n']).catch((e: unknown) => e);
  expect(PLAN_CHANGED.is(refusal) && refusal.parameters.differences).toMatchObject([
    { what: 'aggregate kind of the aggregation was min(kind), is max(kind)', verdict: 'refused' },
  ]);
  const [warning] = await program.run(extreme(max, sink), [], { allowPlanChange: true });
  expect(warning).toContain('refused: aggregate kind of the aggregation was min(kind)');
  expect(sink.rows.at(-1)).toEqual({ kind: 'n' });
  expect(await program.run(extreme(max, sink), ['o'])).toEqual([]);
});

test('what cannot be told of an old checkpoint is said', async () => {
  const program = new Program();
  await program.run(everyKind, ['a']);
  for (const name of await program.plans()) {
    await program.ports.fs.unlink(`checkpoint/plans/${name}`);
  }
  const sink = memorySink<{ kind: string | null; n: number }>();
  const [warning] = await program.run(counted(sink), ['b']);
  expect(warning).toContain('the form of that one was not kept');
  expect(await program.plans()).toHaveLength(1);
});

test('a damaged form of the query is noticed', async () => {
  const program = new Program();
  await program.run(everyKind, ['a']);
  const [name] = await program.plans();
  const path = `checkpoint/plans/${name}`;
  const bytes = await program.ports.fs.readFile(path);
  await program.ports.fs.unlink(path);
  const file = await program.ports.fs.create(path);
  await file.write(bytes.subarray(0, -9));
  await file.sync();
  await file.close();
  await expect(program.run(everyKind, [])).rejects.toThrow(
    `[CHECKPOINT.CORRUPT] The checkpoint file '${path}' cannot be used: it is cut short`,
  );
});

test('the state of a step that was removed is on disk until no batch is kept that had it', async () => {
  const program = new Program();
  const sink = memorySink<{ kind: string | null; n: number }>();
  const stateFiles = async (): Promise<number> =>
    (await program.ports.fs.readdir('checkpoint/state/once')).length;
  await program.run(counted(sink, true), ['a']);
  await program.run(counted(sink), ['a']);
  expect(await stateFiles()).toBe(1);
  for (let batch = 2; batch <= 99; batch++) await program.run(counted(sink), ['a']);
  expect(await stateFiles()).toBe(1);
  for (let batch = 100; batch <= 110; batch++) await program.run(counted(sink), ['a']);
  expect(await stateFiles()).toBe(0);
  expect(sink.rows.at(-1)).toEqual({ kind: 'a', n: 111 });
});

test('a form is forgotten with the batches that it ran', async () => {
  const program = new Program();
  await program.run(everyKind, ['a']);
  const [first] = await program.plans();
  const sorted: Build = (source, session) => [
    session
      .readStream(source)
      .filter((e) => e.kind.isNotNull())
      .select('kind')
      .writeTo(memorySink<{ kind: string | null }>()),
  ];
  await program.run(sorted, ['b']);
  expect(await program.plans()).toHaveLength(2);
  for (let batch = 2; batch <= 110; batch++) await program.run(sorted, ['c']);
  expect(await program.plans()).not.toContain(first);
  expect(await program.plans()).toHaveLength(1);
});
