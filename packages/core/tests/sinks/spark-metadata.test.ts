import { fileURLToPath } from 'node:url';
import {
  fileSource,
  int,
  type JsonSinkOptions,
  json,
  jsonSink,
  schema,
  string,
} from '@tidemark/core';
import type { Committable, Row, SinkWriter } from '@tidemark/core/connector';
import { describe, expect, test } from 'vitest';
import { LOSSES, SimCrash, SimFs, simPorts } from '../../../testing/src/index.ts';
import { createSession } from '../../src/index.ts';
import { batchOf } from '../../src/sinks/sink.ts';
import { fromJsColumns } from '../semantics/record-batches.ts';
import { filesBelow, putFile } from '../sources/disk.ts';

const Sale = schema({ country: string(), id: int() });
const PATH = 'out/sales';
const LOG = `${PATH}/_spark_metadata`;

/** Twelve batches, so that entry 9 is a compact one; some have no rows. */
const BATCHES: readonly (readonly Row[])[] = Array.from({ length: 12 }, (_, batch) =>
  batch % 4 === 1 ? [] : ['NL', 'DE'].map((country, i) => ({ country, id: 2 * batch + i })),
);
const IDS = BATCHES.flatMap((rows) => rows.map(({ id }) => id));

/** The part of a checkpoint that matters to a sink; it is durable as soon as it is said. */
type Commits = (Committable | undefined)[];

interface Run {
  readonly fs: SimFs;
  readonly commits: Commits;
  readonly seed?: number;
  readonly until?: number;
  readonly options?: Partial<JsonSinkOptions<Row>>;
  readonly batches?: readonly (readonly Row[])[];
}

/** One run of the engine's commit protocol, from wherever the commits say. */
async function run(what: Run): Promise<void> {
  const { fs, commits, seed = 1, batches = BATCHES, options } = what;
  const writer: SinkWriter<Row> = await jsonSink<Row>({
    path: PATH,
    partitionBy: ['country'],
    sparkMetadata: true,
    ...options,
  }).open({
    ports: simPorts({ seed, fs }),
    queryId: 'q',
    queryName: undefined,
    sinkId: 's',
    schema: Sale,
    outputMode: 'append',
  });
  const publishNewest = async (): Promise<void> => {
    const batchId = commits.length - 1;
    const newest = commits[batchId];
    if (newest !== undefined) await writer.publish?.(newest, { batchId, queryId: 'q' });
  };
  await publishNewest();
  while (commits.length < (what.until ?? batches.length)) {
    const batchId = commits.length;
    const rows = batches[batchId] ?? [];
    const batch = batchOf(Sale, rows.length === 0 ? [] : [fromJsColumns(Sale, rows)]);
    const context = { batchId, queryId: 'q', batchTimeMs: 0, isReplay: false } as const;
    const committable = await writer.write(batch, { ...context, outputMode: 'append' });
    commits.push(committable ?? undefined);
    await publishNewest();
  }
}

interface LogLine {
  readonly path: string;
  readonly size: number;
}

/** What Spark reads by the log: `CompactibleFileStreamLog.allFiles`, with its ways to fail. */
async function sparkReads(fs: SimFs): Promise<readonly LogLine[]> {
  const names = (await fs.readdir(LOG).catch(() => [])).map(({ name }) => name);
  const ids = names.flatMap((name) =>
    /^\d+(\.compact)?$/.test(name) ? [Number.parseInt(name)] : [],
  );
  if (ids.length === 0) return [];
  const newest = Math.max(...ids);
  const compact = names
    .filter((name) => name.endsWith('.compact'))
    .map((name) => Number.parseInt(name))
    .sort((a, b) => b - a);
  const interval = intervalOf(compact);
  const start = Math.max(0, Math.floor((newest + 1) / interval) * interval - 1);
  const lines: LogLine[] = [];
  for (let id = start; id <= newest; id++) {
    const name = (id + 1) % interval === 0 ? `${id}.compact` : String(id);
    const text = new TextDecoder().decode(await fs.readFile(`${LOG}/${name}`));
    const [version, ...entries] = text.split('\n');
    expect(version).toBe('v1');
    lines.push(...entries.map((line) => JSON.parse(line) as LogLine));
  }
  return lines;
}

/** `CompactibleFileStreamLog.compactInterval`, of the ids of compact entries, newest first. */
function intervalOf([newest, before]: readonly number[]): number {
  if (newest === undefined) return 10;
  if (before !== undefined) return newest - before;
  const count = newest + 1;
  if (count <= 10) return count;
  if (10 >= count / 2) return count;
  return Array.from({ length: count }, (_, i) => i).find(
    (i) => i >= 10 && count % i === 0,
  ) as number;
}

/** The ids in the files that Spark reads, which are all there and as long as the log says. */
async function sparkIds(fs: SimFs): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const { path, size } of await sparkReads(fs)) {
    const file = fileURLToPath(path).slice(process.cwd().length + 1);
    const bytes = await fs.readFile(file);
    expect(bytes.length).toBe(size);
    for (const line of new TextDecoder().decode(bytes).split('\n')) {
      if (line !== '') ids.push((JSON.parse(line) as { id: number }).id);
    }
  }
  return ids.sort((a, b) => a - b);
}

async function linesOf(fs: SimFs, name: string): Promise<readonly string[]> {
  return new TextDecoder().decode(await fs.readFile(`${LOG}/${name}`)).split('\n');
}

describe('the log of Spark beside our own', () => {
  test('has an entry of each batch, every tenth of all of them', async () => {
    const fs = new SimFs();
    await run({ fs, commits: [] });
    const names = (await fs.readdir(LOG)).map(({ name }) => name);
    expect(names.sort()).toEqual(
      ['0', '1', '10', '11', '2', '3', '4', '5', '6', '7', '8', '9.compact'].sort(),
    );
    expect(await linesOf(fs, '1')).toEqual(['v1']);
    const [version, first] = await linesOf(fs, '0');
    expect(version).toBe('v1');
    expect(JSON.parse(first as string)).toEqual({
      path: expect.stringMatching(
        /^file:\/\/\/.*\/out\/sales\/country=NL\/part-0{9}-0{5}-\w+\.json$/,
      ),
      size: 9,
      isDir: false,
      modificationTime: expect.any(Number),
      blockReplication: 1,
      blockSize: 33_554_432,
      action: 'add',
    });
    expect(await linesOf(fs, '9.compact')).toHaveLength(1 + 14);
    expect(await sparkIds(fs)).toEqual(IDS);
  });

  test('encodes what a URI does not allow, as folders of values have it', async () => {
    const fs = new SimFs();
    const batches = [[{ country: 'a b%|[ü#?', id: 1 }]];
    await run({ fs, commits: [], batches });
    const [, line] = await linesOf(fs, '0');
    const { path } = JSON.parse(line as string) as LogLine;
    // What java.net.URI lets pass.
    expect(path).toMatch(/^file:\/\/[\w\-.~!*'()/=%]+$/);
    expect(await sparkIds(fs)).toEqual([1]);
  });

  test('is not written unless asked for', async () => {
    const fs = new SimFs();
    await run({ fs, commits: [], options: { sparkMetadata: false } });
    await expect(fs.readdir(LOG)).rejects.toThrow('ENOENT');
  });

  test.each([3, 9, 11])('begins with all that the folder has, after %i batches', async (until) => {
    const fs = new SimFs();
    const commits: Commits = [];
    await run({ fs, commits, until, options: { sparkMetadata: false } });
    await run({ fs, commits, until: 12 });
    expect(await sparkIds(fs)).toEqual(IDS);
  });

  test('goes on after it was left out for longer than from one compact entry to the next', async () => {
    const fs = new SimFs();
    const commits: Commits = [];
    const batches = Array.from({ length: 40 }, (_, id) => [{ country: 'NL', id }]);
    await run({ fs, commits, batches, until: 11 });
    await run({ fs, commits, batches, until: 35, options: { sparkMetadata: false } });
    await run({ fs, commits, batches });
    expect(await sparkIds(fs)).toEqual(batches.map((_, id) => id));
  });

  test('forgets the future of a checkpoint that was rewound', async () => {
    const fs = new SimFs();
    const commits: Commits = [];
    await run({ fs, commits });
    commits.length = 7;
    const batches = BATCHES.map((rows) =>
      rows.map((row) => ({ ...row, id: 100 + Number(row['id']) })),
    );
    await run({ fs, commits, batches, seed: 2, until: 8 });
    const before = IDS.filter((id) => Number(id) < 14);
    expect(await sparkIds(fs)).toEqual([...before, 114, 115]);
    await run({ fs, commits, batches, seed: 3 });
    expect(await sparkIds(fs)).toEqual([...before, 114, 115, 116, 117, 120, 121, 122, 123]);
  });

  test('keeps the entries that a slow reader may be in the middle of', async () => {
    const fs = new SimFs();
    const batches = Array.from({ length: 140 }, (_, id) =>
      id % 7 === 0 ? [{ country: 'NL', id }] : [],
    );
    await run({ fs, commits: [], batches });
    // The clock of the simulated disk is far behind that of the machine.
    const ids = (await fs.readdir(LOG)).map(({ name }) => Number.parseInt(name));
    expect(Math.min(...ids)).toBe(39);
    expect(await sparkIds(fs)).toEqual(batches.flatMap((rows) => rows.map(({ id }) => id)));
  });
});

/** Under each way to lose power some moments are tried, others under the next: all of them together. */
const STRIDE = 13;

describe('whenever the machine dies', () => {
  test.each(LOSSES)('and loses $mode (seed $seed), Spark reads whole batches', async (loss) => {
    const { mode, seed } = loss;
    const whole = new SimFs();
    await run({ fs: whole, commits: [] });
    for (let at = (seed + mode.length) % STRIDE; at < whole.operations; at += STRIDE) {
      const fs = new SimFs();
      const commits: Commits = [];
      fs.crashBefore(at);
      await expect(run({ fs, commits })).rejects.toThrow(SimCrash);
      const left = fs.crash(mode, seed);
      const committed = BATCHES.slice(0, commits.length).flatMap((rows) =>
        rows.map(({ id }) => id),
      );
      const published = BATCHES.slice(0, commits.length - 1).flatMap((rows) =>
        rows.map(({ id }) => id),
      );
      expect([committed, published]).toContainEqual(await sparkIds(left));
      await run({ fs: left, commits, seed: 2 });
      expect(await sparkIds(left)).toEqual(IDS);
      const data = (await filesBelow(left, PATH)).filter((path) => path.endsWith('.json'));
      expect(data).toHaveLength((await sparkReads(left)).length);
    }
  });
});

describe('a folder that Spark wrote', () => {
  const entry = (name: string, ids: readonly number[]): readonly [string, string] => [
    name,
    [
      'v1',
      ...ids.map((id) =>
        JSON.stringify({
          path: `${process.cwd()}/in/part-${id}.json`,
          modificationTime: 1000 + id,
          action: 'add',
        }),
      ),
    ].join('\n'),
  ];

  async function folder(...entries: readonly (readonly [string, string])[]): Promise<SimFs> {
    const fs = new SimFs();
    for (let id = 0; id < 13; id++)
      await putFile(fs, `in/part-${id}.json`, `{"country":"NL","id":${id}}\n`);
    for (const [name, text] of entries) await putFile(fs, `in/_spark_metadata/${name}`, text);
    return fs;
  }

  const idsOf = async (fs: SimFs, options: { ignoreSinkLog?: boolean } = {}) => {
    const session = createSession({ ports: simPorts({ seed: 1, fs }) });
    const rows = await session
      .read(fileSource({ path: 'in', format: json(Sale), ...options }))
      .collect();
    return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
  };

  test('has the rows that its log names, and with ignoreSinkLog all', async () => {
    const fs = await folder(entry('9.compact', [0, 1, 2]), entry('10', [3]), entry('8', [2]));
    expect(await idsOf(fs)).toEqual([0, 1, 2, 3]);
    expect(await idsOf(fs, { ignoreSinkLog: true })).toHaveLength(13);
  });

  test('is read also while Spark merges and removes entries', async () => {
    const fs = await folder(entry('0', [0]), entry('1', [1]));
    const readFile = fs.readFile.bind(fs);
    let isMerged = false;
    fs.readFile = async (path) => {
      if (path.endsWith('_spark_metadata/1') && !isMerged) {
        isMerged = true;
        await putFile(fs, 'in/_spark_metadata/9.compact', entry('9.compact', [0, 1, 2])[1]);
        for (const name of ['0', '1']) await fs.unlink(`in/_spark_metadata/${name}`);
      }
      return readFile(path);
    };
    expect(await idsOf(fs)).toEqual([0, 1, 2]);
  });
});
