import {
  createSession,
  csv,
  double,
  fileSource,
  json,
  memorySink,
  nullable,
  schema,
  string,
} from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { putFile } from '../sources/disk.ts';
import { HOSTILE, type HostileRecord } from './records.ts';

// A query over a file of hostile lines lives, counts what was bad, and has it as rows.

const Row = schema({ id: nullable(string()), n: nullable(double()) });
/** What makes one line: the others have no line of their own, or are longer than a line may be here. */
const LINES = HOSTILE.filter(
  ({ value }) => value !== null && value.length < 40_000_000 && !Buffer.from(value).includes(0x0a),
);

function linesOf(records: readonly HostileRecord[], good: string): Buffer {
  const parts = records.flatMap(({ value }) => [
    Buffer.from(value ?? ''),
    Buffer.from(`\n${good}\n`),
  ]);
  return Buffer.concat(parts);
}

test.each([
  ['json', (mode: 'DROPMALFORMED') => json(Row, { mode }), '{"id":"good","n":1}'],
  ['csv', (mode: 'DROPMALFORMED') => csv(Row, { mode }), 'good,1'],
] as const)(
  'a query over hostile lines of %s gives the good rows and the bad records',
  async (_, formatIn, good) => {
    const ports = simPorts({ seed: 1 });
    await putFile(ports.fs, 'in/a.txt', linesOf(LINES, good));
    const session = createSession({ ports, warn: () => undefined });
    const rows = session.readStream(fileSource({ path: 'in', format: formatIn('DROPMALFORMED') }));
    const all = memorySink<{ id: string | null; n: number | null }>();
    const dead = memorySink<{ path: string; line: number; value: string; reason: string }>();
    const query = await session.start({
      outputs: [rows.writeTo(all), rows.badRecords().writeTo(dead)],
    });
    await query.processAllAvailable();
    const progress = query.recentProgress;
    await query.stop();
    expect(all.rows.filter(({ id }) => id === 'good')).toHaveLength(LINES.length);
    const counted = progress.reduce((sum, { numBadRecords }) => sum + numBadRecords, 0);
    expect(dead.rows.length).toBeGreaterThan(10);
    expect(counted).toBe(dead.rows.length);
    expect(dead.rows.every(({ reason }) => reason.length > 0 && reason.length < 200)).toBe(true);
    expect(dead.rows.every(({ line }) => line % 2 === 1)).toBe(true);
  },
);

test('keys such as __proto__ and toString are groups like any other', async () => {
  const ports = simPorts({ seed: 1 });
  const keys = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    '\u0000',
    '../../x',
    'a=b',
  ];
  const lines = [...keys, ...keys].map((id) => `${JSON.stringify({ id, n: 1 })}\n`).join('');
  await putFile(ports.fs, 'in/a.json', lines);
  const session = createSession({ ports, warn: () => undefined });
  const frame = session.read(fileSource({ path: 'in', format: json(Row) }));
  const counts = await frame
    .groupBy('id')
    .agg(() => ({ n: count() }))
    .collect();
  expect(new Map(counts.map(({ id, n }) => [id, n]))).toEqual(new Map(keys.map((key) => [key, 2])));
});
