import { Condition } from './condition.ts';

export const DISK_WRITE_FAILED: Condition<{ path: string; code: string }> = new Condition(
  'DISK.WRITE_FAILED',
  {
    kind: 'execution',
    message: ({ path, code }) =>
      `The disk refused to store '${path}' (${code}), so what this step wrote does not count.`,
    hint: ({ code }) => WRITE_HINTS.get(code) ?? 'Check the disk, then start the query again.',
  },
);

export const DISK_READ_FAILED: Condition<{ path: string; code: string }> = new Condition(
  'DISK.READ_FAILED',
  {
    kind: 'execution',
    message: ({ path, code }) => `'${path}' is there and cannot be read as a file (${code}).`,
    hint: ({ code }) =>
      READ_HINTS.get(code) ?? 'Check the disk, then start the query again, or restore the file.',
  },
);

const READ_HINTS: ReadonlyMap<string, string> = new Map([
  [
    'EISDIR',
    'A folder has the name of a file. Move it away, and restore the file if there was one.',
  ],
  ['EACCES', 'Give the user of this process the right to read it, then start the query again.'],
  ['EPERM', 'Give the user of this process the right to read it, then start the query again.'],
  ['EMFILE', 'Raise the limit of open files (ulimit -n), then start the query again.'],
]);

const WRITE_HINTS: ReadonlyMap<string, string> = new Map([
  [
    'ENOSPC',
    'Free space on the disk, then start the query again: it goes on from its last commit.',
  ],
  [
    'EDQUOT',
    'Free space or raise the quota, then start the query again: it goes on from its last commit.',
  ],
  ['EACCES', 'Give the user of this process the right to write there, then start the query again.'],
  ['EPERM', 'Give the user of this process the right to write there, then start the query again.'],
  ['EROFS', 'Mount the file system writable, then start the query again.'],
  ['EMFILE', 'Raise the limit of open files (ulimit -n), then start the query again.'],
]);

export const LINK_UNSUPPORTED: Condition<{ path: string }> = new Condition(
  'DISK.LINK_UNSUPPORTED',
  {
    kind: 'execution',
    message: ({ path }) =>
      `The file system of '${path}' has no hard links, so two queries could not be kept apart there.`,
    hint: 'Put the checkpoint on a local disk, for example ext4, xfs, apfs or ntfs.',
  },
);
