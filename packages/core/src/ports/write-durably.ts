import { StreamingError } from '../errors/condition.ts';
import { DISK_WRITE_FAILED, LINK_UNSUPPORTED } from '../errors/disk.ts';
import type { DurableFs, FileAccess } from './durable-fs.ts';

/** Writes the content of a file piece by piece. */
type WriteContent = (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/**
 * Creates a file with the given content, private unless said otherwise. On return the content is
 * durable; the name is only after `syncDir` of its folder.
 *
 * @throws {@link DISK_WRITE_FAILED}
 */
export async function writeNewFile(
  fs: DurableFs,
  path: string,
  content: Uint8Array | WriteContent,
  access: FileAccess = 'private',
): Promise<void> {
  await orWriteFailed(path, async () => {
    const file = await fs.create(path, access);
    try {
      if (typeof content === 'function') await content((bytes) => file.write(bytes));
      else await file.write(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/**
 * Gives `bytes` the name `folder/name` unless something has it: of two processes that try, one wins,
 * also after a crash. On return with true name and content are durable.
 *
 * @param tempId - a name no other writer uses
 * @throws {@link DISK_WRITE_FAILED} and {@link LINK_UNSUPPORTED}
 */
export async function putIfAbsent(
  fs: DurableFs,
  target: {
    readonly folder: string;
    readonly name: string;
    readonly tempId: string;
    /** Private unless said otherwise. */
    readonly access?: FileAccess;
  },
  bytes: Uint8Array,
): Promise<boolean> {
  const path = `${target.folder}/${target.name}`;
  const temp = `${target.folder}/.${target.name}.${target.tempId}.tmp`;
  // The content is durable before the name can be seen, and the name before anybody builds on it.
  await writeNewFile(fs, temp, bytes, target.access);
  return orWriteFailed(path, async () => {
    const isOurs = await linkIfAbsent(fs, temp, path, bytes);
    await fs.unlink(temp);
    if (isOurs) await fs.syncDir(target.folder);
    return isOurs;
  });
}

/** True for the names of files that `putIfAbsent` leaves behind when the process dies in it. */
export function isTempName(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

async function linkIfAbsent(
  fs: DurableFs,
  temp: string,
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  try {
    await fs.link(temp, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (NO_LINKS.has(code)) throw LINK_UNSUPPORTED.error({ path }, { cause: error });
    if (code !== 'EEXIST') throw error;
    // NFS repeats a call whose answer got lost, and then says EEXIST although we made the name.
    return isEqual(await fs.readFile(path), bytes);
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Creates a private folder and its parents. On return their names are durable, also those that
 * another process created and did not live to sync.
 *
 * @throws {@link DISK_WRITE_FAILED}
 */
export async function makeFolder(fs: DurableFs, path: string): Promise<void> {
  await orWriteFailed(path, async () => {
    await fs.mkdir(path, 'private');
    for (const parent of parentsOf(path)) {
      try {
        await fs.syncDir(parent);
      } catch (error) {
        // A folder that we may not read is older than the query.
        if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error;
      }
    }
  });
}

function parentsOf(path: string): readonly string[] {
  const parts = path.replace(/\/+$/, '').split('/');
  return parts.map((_, i) => parts.slice(0, i).join('/') || (path.startsWith('/') ? '/' : '.'));
}

async function orWriteFailed<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof StreamingError) throw error;
    const code = codeOf(error);
    if (code === '') throw error;
    throw DISK_WRITE_FAILED.error({ path, code }, { cause: error });
  }
}

/** The code of an error of the disk, such as `ENOENT`; empty for other errors. */
export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Whether two files have the same content. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
