import { int, schema, string } from '@tidemark/core';
import type { Committable } from '@tidemark/core/connector';
import { type SimFs, simPorts } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { openSink, publish, rowsBatch, writeBatch, writeContext } from './written-batches.ts';

const Sale = schema({ country: string(), id: int() });
const sales = rowsBatch(Sale, [
  { country: 'NL', id: 1 },
  { country: 'DE', id: 2 },
]);
const sink = { path: 'out', schema: Sale, partitionBy: ['country'] };

/** Names of the files a reader sees; none where not even the folder is there. */
async function publishedFiles(fs: SimFs): Promise<string[]> {
  const found: string[] = [];
  if (!(await fs.readdir('.')).some(({ name }) => name === 'out')) return found;
  for (const { name } of await fs.readdir('out')) {
    if (!name.startsWith('country=')) continue;
    for (const file of await fs.readdir(`out/${name}`)) found.push(`${name}/${file.name}`);
  }
  return found;
}

test('whenever the disk is full, nothing half is published, and the batch succeeds once there is room', async () => {
  const whole = simPorts({ seed: 1 });
  await writeBatch(await openSink({ ...sink, ports: whole }), sales, 0);
  for (let at = 0; at < whole.fs.operations; at++) {
    const ports = simPorts({ seed: 1 });
    ports.fs.failAt({ at, code: 'ENOSPC', isSticky: true });
    // What the engine has committed goes on to be published; what it has not is written again.
    let committed: Committable | undefined;
    const attempt = async (): Promise<void> => {
      const writer = await openSink({ ...sink, ports });
      committed ??= (await writer.write(sales, writeContext(0))) ?? undefined;
      if (committed !== undefined) await publish(writer, committed, 0);
    };
    await expect(attempt()).rejects.toThrow(/ENOSPC/);
    const isCommitted = committed !== undefined;
    expect(isCommitted ? [] : await publishedFiles(ports.fs)).toEqual([]);

    ports.fs.failAt(undefined);
    await attempt();
    const targets = (committed as unknown as { files: { target: string }[] }).files.map(
      ({ target }) => target,
    );
    expect((await publishedFiles(ports.fs)).toSorted()).toEqual(targets.toSorted());
  }
});

test('a disk that is full while a batch is staged says so by name', async () => {
  const ports = simPorts({ seed: 1 });
  const writer = await openSink({ ...sink, ports });
  ports.fs.failAt({ at: ports.fs.operations, code: 'ENOSPC', isSticky: true });
  const error = await writer.write(sales, writeContext(0)).catch((e: unknown) => e);
  expect(error).toMatchObject({ condition: 'DISK.WRITE_FAILED', parameters: { code: 'ENOSPC' } });
  expect(await publishedFiles(ports.fs)).toEqual([]);
});
