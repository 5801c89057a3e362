import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { applyEdit, type Edit } from './mutant.ts';

const FOLDERS = ['packages', 'robustness'];
const FILES = [
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'vitest.config.ts',
  'vitest.shared.ts',
];
/** Made from sources, or by tools that would make it again. */
const LEFT_OUT = new Set(['dist', '.vite', '.vite-temp', '.turbo']);

/**
 * A copy of the sources in a temporary folder, to run mutants in: workspace packages are found in the
 * copy, all others where they are. The original stays as it is, also when the run is killed.
 */
export class WorkingCopy implements Disposable {
  readonly directory: string;

  constructor(root: string) {
    this.directory = mkdtempSync(join(tmpdir(), 'tidemark-mutant-'));
    const options = {
      recursive: true,
      // Links between workspace packages are relative: in the copy they lead to the copy.
      verbatimSymlinks: true,
      filter: (path: string) => !LEFT_OUT.has(basename(path)),
    };
    for (const folder of FOLDERS) cpSync(join(root, folder), join(this.directory, folder), options);
    for (const file of FILES) cpSync(join(root, file), join(this.directory, file));
    symlinkSync(join(root, 'node_modules'), join(this.directory, 'node_modules'));
  }

  /**
   * Runs something with the edits, and takes them back.
   *
   * @throws an Error where an edit does not fit the code
   */
  async with<T>(edits: readonly Edit[], run: () => Promise<T>): Promise<T> {
    const files = [...new Set(edits.map(({ file }) => file))];
    const originals = files.map((file) => readFileSync(join(this.directory, file), 'utf8'));
    const edited = files.map((file, i) =>
      edits.filter((one) => one.file === file).reduce(applyEdit, originals[i] as string),
    );
    try {
      for (const [i, file] of files.entries()) this.#replace(file, edited[i] as string);
      return await run();
    } finally {
      for (const [i, file] of files.entries()) this.#replace(file, originals[i] as string);
    }
  }

  /** A new file, so that whoever looks at its time or number sees that it is another one. */
  #replace(file: string, text: string): void {
    const path = join(this.directory, file);
    unlinkSync(path);
    writeFileSync(path, text);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
