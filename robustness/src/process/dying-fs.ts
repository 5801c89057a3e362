import type { DurableFile, DurableFs } from '@tidemark/core/connector';
import { type Aim, type DiskCall, die } from './aim.ts';

/** The real disk, up to the call at which the process is to die. */
export function dyingFs(fs: DurableFs, aim: Aim | undefined): DurableFs {
  if (aim === undefined) return fs;
  let calls = 0;
  const at = async <T>(
    call: DiskCall,
    run: () => Promise<T>,
    half?: () => Promise<void>,
  ): Promise<T> => {
    if (call !== aim.call || ++calls !== aim.nth) return run();
    if (aim.when === 'amid') await half?.();
    if (aim.when === 'after') await run();
    return die();
  };
  return {
    mkdir: (...args) => at('mkdir', () => fs.mkdir(...args)),
    create: (...args) => at('create', async () => dyingFile(await fs.create(...args))),
    link: (from, to) => at('link', () => fs.link(from, to)),
    rename: (from, to) => at('rename', () => fs.rename(from, to)),
    unlink: (path) => at('unlink', () => fs.unlink(path)),
    syncDir: (path) => at('syncDir', () => fs.syncDir(path)),
    rmdir: (path) => fs.rmdir(path),
    readFile: (path) => fs.readFile(path),
    readdir: (path) => fs.readdir(path),
    stat: (path) => fs.stat(path),
  };

  function dyingFile(file: DurableFile): DurableFile {
    return {
      write: (bytes) =>
        at(
          'write',
          () => file.write(bytes),
          () => file.write(bytes.subarray(0, bytes.length >> 1)),
        ),
      sync: () => at('sync', () => file.sync()),
      close: () => file.close(),
    };
  }
}
