import { dirname, resolve, sep } from 'node:path';
import { CLEAN_FAILED } from '../../errors/file-source.ts';
import { BAD_OPTION } from '../../errors/option.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { codeOf } from '../../ports/write-durably.ts';
import type { DataFile } from './data-file.ts';

export interface CleanSourceOptions {
  /** A folder, or one file. */
  readonly path: string;
  readonly cleanSource?: 'off' | 'archive' | 'delete';
  readonly sourceArchiveDir?: string;
}

/** What becomes of the files of a folder when their batch is done. */
export type CleanFile = (fs: DurableFs, folder: string, file: DataFile) => Promise<void>;

/**
 * The way to clean that the options ask for; undefined where files stay.
 *
 * @throws {@link BAD_OPTION} where there is no place to archive to, or one whose files would be read again
 */
export function cleanerOf(options: CleanSourceOptions): CleanFile | undefined {
  const { path, cleanSource = 'off', sourceArchiveDir: archive } = options;
  switch (cleanSource) {
    case 'off':
      return undefined;
    case 'delete':
      return async (fs, folder, file) =>
        unlessGone(`${folder}/${file.path}`, (from) => fs.unlink(from));
    case 'archive':
      checkArchive(path, archive);
      return async (fs, folder, file) => {
        const to = `${archive}/${resolve(folder, file.path).split(sep).join('/').replace(/^\/+/, '')}`;
        await unlessGone(`${folder}/${file.path}`, async (from) => {
          await fs.mkdir(dirname(to));
          await fs.rename(from, to);
        });
      };
    default: {
      const expected = "'off', 'archive' or 'delete'";
      throw BAD_OPTION.error({ option: 'cleanSource', value: String(cleanSource), expected });
    }
  }
}

function checkArchive(path: string, archive: string | undefined): asserts archive is string {
  const option = 'sourceArchiveDir';
  if (archive === undefined) {
    const expected = "a folder, as cleanSource is 'archive'";
    throw BAD_OPTION.error({ option, value: 'undefined', expected });
  }
  const source = resolve(path);
  if (resolve(archive) === source || resolve(archive).startsWith(source + sep)) {
    const expected = `a folder outside of '${path}', whose files are not read again`;
    throw BAD_OPTION.error({ option, value: archive, expected });
  }
}

/** A crash may have come between cleaning and the next batch, so a file may be gone. */
async function unlessGone(path: string, clean: (path: string) => Promise<void>): Promise<void> {
  try {
    await clean(path);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT') throw CLEAN_FAILED.error({ file: path, code }, { cause: error });
  }
}
