import { describe, expect, it } from 'vitest';
import { LOSSES, type LossMode, SimCrash, SimFs } from '../src/index.ts';

const text = new TextEncoder();

async function put(fs: SimFs, path: string, content: string, isSynced: boolean): Promise<void> {
  const file = await fs.create(path);
  await file.write(text.encode(content));
  if (isSynced) await file.sync();
  await file.close();
}

async function read(fs: SimFs, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await fs.readFile(path));
  } catch {
    return undefined;
  }
}

describe('what a crash leaves', () => {
  it('keeps everything when only the process dies, and still loses it when the power goes later', async () => {
    const fs = new SimFs();
    await put(fs, '/a', 'hello', false);
    const killed = fs.crash('kill');
    expect(await read(killed, '/a')).toBe('hello');
    expect(await read(killed.crash('all-unsynced'), '/a')).toBeUndefined();
  });

  it('keeps what was synced, bytes and name, in every mode', async () => {
    const fs = new SimFs();
    await put(fs, '/a', 'hello', true);
    await fs.syncDir('/');
    for (const { mode, seed } of LOSSES)
      expect(await read(fs.crash(mode, seed), '/a')).toBe('hello');
  });

  it.each<[LossMode, string | undefined]>([
    ['all-unsynced', undefined],
    ['data-only', undefined],
    ['metadata-only', ''],
    ['zeros', '\0\0\0\0\0'],
  ])('%s of a file that was not synced leaves %j', async (mode, left) => {
    const fs = new SimFs();
    await put(fs, '/a', 'hello', false);
    expect(await read(fs.crash(mode), '/a')).toBe(left);
  });

  it('tears a file inside of the bytes that were not synced', async () => {
    const fs = new SimFs();
    const file = await fs.create('/a');
    await file.write(text.encode('safe'));
    await file.sync();
    await file.write(text.encode('0123456789'));
    const left = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      left.add((await read(fs.crash('torn', seed), '/a')) ?? 'gone');
    }
    expect([...left].every((content) => 'safe0123456789'.startsWith(content))).toBe(true);
    expect([...left].every((content) => content.startsWith('safe'))).toBe(true);
    expect(left.size).toBeGreaterThan(3);
  });

  it('loses a file whose folder was never made durable', async () => {
    const fs = new SimFs();
    await fs.mkdir('/d');
    await put(fs, '/d/a', 'hello', true);
    await fs.syncDir('/d');
    expect(await read(fs.crash('all-unsynced'), '/d/a')).toBeUndefined();
    await fs.syncDir('/');
    expect(await read(fs.crash('all-unsynced'), '/d/a')).toBe('hello');
  });

  it('brings back a file whose removal was not made durable', async () => {
    const fs = new SimFs();
    await put(fs, '/a', 'hello', true);
    await fs.syncDir('/');
    await fs.unlink('/a');
    expect(await read(fs, '/a')).toBeUndefined();
    expect(await read(fs.crash('all-unsynced'), '/a')).toBe('hello');
  });

  it('is a machine of its own: what happens there does not change the one before', async () => {
    const fs = new SimFs();
    await put(fs, '/a', 'hello', true);
    const next = fs.crash('kill');
    await next.unlink('/a');
    expect(await read(fs, '/a')).toBe('hello');
  });
});

describe('faults', () => {
  it('dies before the operation that was named, and stays dead', async () => {
    const fs = new SimFs();
    fs.crashBefore(1);
    const file = await fs.create('/a');
    await expect(file.write(text.encode('x'))).rejects.toThrow(SimCrash);
    await expect(fs.readFile('/a')).rejects.toThrow(SimCrash);
  });

  it('loses the bytes of a failed sync for good, although the next sync says it went well', async () => {
    const fs = new SimFs();
    const file = await fs.create('/a');
    await fs.syncDir('/');
    await file.write(text.encode('hello'));
    fs.failAt({ at: fs.operations, code: 'EIO' });
    await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' });
    await file.sync();
    expect(await read(fs, '/a')).toBe('hello');
    expect(await read(fs.crash('zeros'), '/a')).toBe('');
  });

  it('writes half of the bytes when the disk is full, and goes on failing while it is', async () => {
    const fs = new SimFs();
    const file = await fs.create('/a');
    fs.failAt({ at: fs.operations, code: 'ENOSPC', isSticky: true });
    await expect(file.write(text.encode('12345678'))).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(fs.create('/b')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await read(fs, '/a')).toBe('1234');
    fs.failAt(undefined);
    await fs.create('/b');
  });
});

describe('faults of real disks', () => {
  const open = async (): Promise<{ fs: SimFs; file: Awaited<ReturnType<SimFs['create']>> }> => {
    const fs = new SimFs();
    return { fs, file: await fs.create('/a') };
  };

  it('cannot open anything when there are too many files open, but goes on with what is', async () => {
    const { fs, file } = await open();
    fs.failAt({ at: fs.operations, code: 'EMFILE', isSticky: true });
    await expect(fs.create('/b')).rejects.toMatchObject({ code: 'EMFILE' });
    await expect(fs.readFile('/a')).rejects.toMatchObject({ code: 'EMFILE' });
    await expect(fs.readdir('/')).rejects.toMatchObject({ code: 'EMFILE' });
    await expect(fs.syncDir('/')).rejects.toMatchObject({ code: 'EMFILE' });
    await file.write(text.encode('x'));
    await fs.rename('/a', '/c');
    expect((await fs.stat('/c')).sizeBytes).toBe(1);
  });

  it('reads and removes files on a disk that is full', async () => {
    const { fs } = await open();
    fs.failAt({ at: fs.operations, code: 'EDQUOT', isSticky: true });
    await expect(fs.mkdir('/d')).rejects.toMatchObject({ code: 'EDQUOT' });
    expect(await fs.readFile('/a')).toHaveLength(0);
    await fs.unlink('/a');
  });

  it('reads from a disk that has become read-only, and changes nothing', async () => {
    const { fs } = await open();
    fs.failAt({ at: fs.operations, code: 'EROFS', isSticky: true });
    await expect(fs.unlink('/a')).rejects.toMatchObject({ code: 'EROFS' });
    expect(await fs.readdir('/')).toHaveLength(1);
  });

  it('fails a call that only looks, counted on its own', async () => {
    const { fs } = await open();
    fs.failAt({ at: 1, code: 'EIO', isRead: true });
    await fs.readFile('/a');
    await expect(fs.readFile('/a')).rejects.toMatchObject({ code: 'EIO' });
    await fs.readFile('/a');
    expect(fs.reads).toBe(3);
  });

  it.each([
    [0, ''],
    [0.25, '12'],
    [1, '12345678'],
  ])('has written part %d of a write that fails', async (writtenPart, left) => {
    const { fs, file } = await open();
    fs.failAt({ at: fs.operations, code: 'ENOSPC', writtenPart });
    await expect(file.write(text.encode('12345678'))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await read(fs, '/a')).toBe(left);
  });

  it('tells what has to die with the machine, once', async () => {
    const { fs } = await open();
    let deaths = 0;
    fs.onDeath = () => deaths++;
    fs.crashBefore(fs.operations);
    await expect(fs.create('/b')).rejects.toThrow(SimCrash);
    await expect(fs.create('/c')).rejects.toThrow(SimCrash);
    fs.die();
    expect(deaths).toBe(1);
  });
});

describe('names', () => {
  it('refuses a name that is taken', async () => {
    const fs = new SimFs();
    await put(fs, '/a', '1', true);
    await put(fs, '/b', '2', true);
    await expect(fs.create('/a')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(fs.link('/b', '/a')).rejects.toMatchObject({ code: 'EEXIST' });
    await fs.rename('/b', '/a');
    expect(await read(fs, '/a')).toBe('2');
  });

  it('moves a folder with what is in it', async () => {
    const fs = new SimFs();
    await fs.mkdir('x/y');
    await put(fs, 'x/y/a', '1', true);
    await fs.rename('/x', '/z');
    expect(await fs.readdir('/z/y')).toEqual([{ name: 'a', isDirectory: false }]);
    await expect(fs.readdir('/x')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fs.rmdir('/z')).rejects.toMatchObject({ code: 'ENOTEMPTY' });
  });
});
