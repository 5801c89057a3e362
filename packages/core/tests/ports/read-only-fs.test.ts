import { expect, test } from 'vitest';
import { SimFs } from '../../../testing/src/index.ts';
import { readOnlyFs } from '../../src/ports/read-only-fs.ts';
import { writeNewFile } from '../../src/ports/write-durably.ts';

test('a disk that is only read is left as it is', async () => {
  const disk = new SimFs();
  await disk.mkdir('/a');
  await writeNewFile(disk, '/a/b', new Uint8Array([7]));
  const { operations } = disk;
  const fs = readOnlyFs(disk);
  await fs.mkdir('/c');
  await fs.syncDir('/c');
  for (const write of [
    () => fs.create('/a/c'),
    () => fs.link('/a/b', '/a/c'),
    () => fs.rename('/a/b', '/a/c'),
    () => fs.unlink('/a/b'),
    () => fs.rmdir('/a'),
  ]) {
    await expect(write()).rejects.toMatchObject({ code: 'EROFS' });
  }
  expect(await fs.readFile('/a/b')).toEqual(new Uint8Array([7]));
  expect((await fs.stat('/a/b')).sizeBytes).toBe(1);
  expect(await fs.readdir('/c')).toEqual([]);
  await expect(fs.readdir('/a/b')).rejects.toThrow();
  expect(disk.operations).toBe(operations);
});
