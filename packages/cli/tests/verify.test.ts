import { lockCheckpoint } from '@tidemark/core/checkpoint';
import { writeNewFile } from '@tidemark/core/connector';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../src/index.ts';
import { CHECKPOINT, REVENUE, Shop } from './shop.ts';

let shop: Shop;
let newest = 0;

beforeEach(async () => {
  shop = new Shop();
  await shop.addOrders(1, 12, 25, 38, 51);
  await shop.run();
  newest = Math.max(...(await shop.names(`${CHECKPOINT}/commits`)).map(Number));
});

interface VerifyJson {
  readonly isSound: boolean;
  readonly findings: readonly Finding[];
  readonly outputs: readonly { readonly findings: readonly Finding[] }[];
  readonly possible: readonly number[];
}

const found = async (): Promise<readonly string[]> => {
  const { findings } = await shop.json<VerifyJson>(`verify ${CHECKPOINT}`);
  return findings.map(({ severity, file, what }) => `${severity} ${file}: ${what}`);
};

const foundInOutput = async (): Promise<readonly string[]> => {
  const { outputs } = await shop.json<VerifyJson>(`verify ${CHECKPOINT} --output ${REVENUE}`);
  return outputs.flatMap(({ findings }) =>
    findings.map(({ severity, file, what }) => `${severity} ${file}: ${what}`),
  );
};

/** The files of the newest state, oldest first. */
async function newestState(): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await shop.fs.readFile(`${CHECKPOINT}/commits/${newest}`));
  const { state } = JSON.parse(text.split('\n')[1] ?? '') as {
    readonly state: readonly { readonly files: readonly { readonly name: string }[] }[];
  };
  return (state[0]?.files ?? []).map(({ name }) => `state/0/${name}`);
}

describe('verifying', () => {
  test('a sound checkpoint and its output finds nothing, and writes nothing', async () => {
    const { operations } = shop.fs;
    expect(await shop.call(`verify ${CHECKPOINT} --output ${REVENUE}`)).toBe(0);
    expect(shop.out).toBe(
      `${CHECKPOINT}: nothing found\n${REVENUE}: nothing found\nEvery file that is needed is there and sound.\n`,
    );
    expect(shop.fs.operations).toBe(operations);
  });

  test('finds a flipped bit in any file, and says what it costs', async () => {
    const files: readonly (readonly [string, string])[] = [
      ['metadata', 'error'],
      [`offsets/${newest}`, 'error'],
      [`commits/${newest}`, 'error'],
      ['commits/1', 'warning'],
      ['offsets/1', 'warning'],
      [`plans/${(await shop.names(`${CHECKPOINT}/plans`))[0] ?? ''}`, 'error'],
      [(await newestState())[0] ?? '', 'error'],
      ['sources/0/000000001', 'error'],
    ];
    for (const [file, severity] of files) {
      const path = `${CHECKPOINT}/${file}`;
      const whole = await shop.fs.readFile(path);
      await shop.flip(path);
      const findings = await found();
      expect(findings[0], file).toMatch(new RegExp(`^${severity} ${file}: `));
      expect(await shop.call(`verify ${CHECKPOINT}`), file).toBe(1);
      await shop.change(path, () => whole);
      expect(await found()).toEqual([]);
    }
  });

  test('finds a missing file of state, and the batches that do not need it', async () => {
    const [file = ''] = (await newestState()).slice(-1);
    await shop.fs.unlink(`${CHECKPOINT}/${file}`);
    expect(await found()).toEqual([`error ${file}: it is missing`]);
    expect(await shop.call(`verify ${CHECKPOINT}`)).toBe(1);
    const before = Number(/\/(\d+)-/.exec(file)?.[1]) - 1;
    expect(shop.out).toContain(
      `It can go on after batches 0 to ${before}: tidemark checkpoint rewind ${CHECKPOINT} --to-batch ${before}`,
    );
  });

  test('finds a gap in the logs', async () => {
    await shop.fs.unlink(`${CHECKPOINT}/commits/2`);
    await shop.fs.unlink(`${CHECKPOINT}/offsets/${newest}`);
    expect(await found()).toEqual([
      `error offsets/${newest}: it is missing, and entries before or after it are there`,
      'warning commits/2: it is missing, and entries before or after it are there',
    ]);
  });

  test('lists what nobody names: files of state, temporary files, a lock left behind, a guest', async () => {
    const gone = shop.ports();
    await lockCheckpoint(gone, CHECKPOINT, 'gone');
    shop.fs.endProcess((await gone.processes?.current())?.pid ?? 0);
    for (const file of ['state/0/9-abc.delta', 'offsets/.9.abc.tmp', 'notes.txt']) {
      await writeNewFile(shop.fs, `${CHECKPOINT}/${file}`, new Uint8Array(3));
    }
    expect(await found()).toEqual([
      expect.stringMatching(/^note lock: process \d+ on simulated ended without giving it back$/),
      'note notes.txt: somebody else put it here',
      'note offsets/.9.abc.tmp: a writer died before it was done',
      'note state/0/9-abc.delta: no commit names it',
    ]);
    expect(await shop.call(`verify ${CHECKPOINT}`)).toBe(0);
  });

  test('leaves alone what a running query may be writing', async () => {
    await lockCheckpoint(shop.ports(), CHECKPOINT, 'running');
    await writeNewFile(shop.fs, `${CHECKPOINT}/state/0/9-abc.delta`, new Uint8Array(3));
    const { findings } = await shop.json<VerifyJson>(`verify ${CHECKPOINT}`);
    expect(findings.map(({ file, repair }) => [file, repair])).toEqual([
      ['state/0/9-abc.delta', undefined],
    ]);
  });

  test('of an output finds files that are missing, changed or strangers, and entries that are gone', async () => {
    const [first = '', second = ''] = (await shop.names(REVENUE)).filter((name) =>
      name.startsWith('part-'),
    );
    await shop.fs.unlink(`${REVENUE}/${first}`);
    await shop.flip(`${REVENUE}/${second}`);
    await writeNewFile(shop.fs, `${REVENUE}/mine.json`, new Uint8Array(1));
    expect(await foundInOutput()).toEqual([
      `error ${first}: it is missing`,
      `error ${second}: its checksum does not match`,
      'warning mine.json: no batch wrote it, and readers that list the folder see it',
    ]);
    const batchId = second.slice('part-'.length, 'part-000000000'.length);
    await shop.fs.unlink(`${REVENUE}/_log/${batchId}`);
    expect(await foundInOutput()).toContain(
      `error _log/${batchId}: batch ${Number(batchId)} is done, and its rows are not in the output`,
    );
  });

  test('finds an output that is ahead of an older checkpoint', async () => {
    await shop.call(`rewind ${CHECKPOINT} --to-batch 2 --yes`);
    expect(await foundInOutput()).toContainEqual(
      expect.stringMatching(/the output has batch \d+, and the checkpoint ends with batch 2/),
    );
  });

  test('of a folder that is no checkpoint is a wrong call', async () => {
    expect(await shop.call('verify /in')).toBe(2);
    expect(shop.err).toContain('CLI.NOT_A_CHECKPOINT');
    expect(await shop.call('verify')).toBe(2);
    expect(await shop.call(`verify ${CHECKPOINT} --colour`)).toBe(2);
  });
});
