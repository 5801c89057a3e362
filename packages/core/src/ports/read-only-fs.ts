import type { DurableFs } from './durable-fs.ts';
import { codeOf } from './write-durably.ts';

/**
 * A view of a disk that changes nothing on it: for who looks at a checkpoint that a query may be running
 * on. Making a folder and syncing one do nothing, a folder that is not there is empty, and all else that
 * writes rejects with `EROFS`.
 */
export function readOnlyFs(fs: DurableFs): DurableFs {
  const refuse = (path: string): Promise<never> =>
    Promise.reject(Object.assign(new Error(`EROFS: ${path} is only read`), { code: 'EROFS' }));
  return {
    mkdir: () => Promise.resolve(),
    create: refuse,
    link: (_, to) => refuse(to),
    rename: (from) => refuse(from),
    unlink: refuse,
    rmdir: refuse,
    syncDir: () => Promise.resolve(),
    readFile: (path) => fs.readFile(path),
    readdir: async (path) => {
      try {
        return await fs.readdir(path);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return [];
        throw error;
      }
    },
    stat: (path) => fs.stat(path),
  };
}
