import { createSession, int, memorySource, schema } from '@tidemark/core';
import { simPorts } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { parquetSink } from '../src/index.ts';

test('a batch is in the log of Spark where that is asked for', async () => {
  const ports = simPorts({ seed: 1 });
  const session = createSession({ ports });
  const rows = session.read(memorySource(schema({ id: int() }), [{ id: 1 }]));
  await rows.write(parquetSink({ path: 'out', sparkMetadata: true }));
  const text = new TextDecoder().decode(await ports.fs.readFile('out/_spark_metadata/0'));
  const [version, line] = text.split('\n');
  expect(version).toBe('v1');
  const { path, size } = JSON.parse(line as string) as { path: string; size: number };
  const name = path.slice(path.lastIndexOf('/') + 1);
  expect(name).toMatch(/^part-.*\.parquet$/);
  expect(await ports.fs.readFile(`out/${name}`)).toHaveLength(size);
});
