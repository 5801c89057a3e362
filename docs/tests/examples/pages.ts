import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The folder that every path starts at. */
export const ROOT: string = resolve(import.meta.dirname, '../../..');

/** A text file of the repository. */
export interface Page {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Every page that a reader may come to. */
export function markdownPages(): readonly Page[] {
  return pages((path) =>
    /^(?:[^/]+|(?:packages|examples)\/[^/]+\/README|docs\/.+)\.md$/.test(path),
  );
}

/** The sources of every package. */
export function sourceFiles(): readonly Page[] {
  return pages((path) => /^packages\/[^/]+\/src\/.+\.ts$/.test(path));
}

function pages(isWanted: (path: string) => boolean): readonly Page[] {
  return filesBelow('')
    .filter(isWanted)
    .sort()
    .map((path) => ({ path, text: readFileSync(resolve(ROOT, path), 'utf8') }));
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'tests']);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(resolve(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) return [path];
    const isSkipped = !entry.isDirectory() || entry.name.startsWith('.') || SKIPPED.has(entry.name);
    return isSkipped ? [] : filesBelow(path);
  });
}
