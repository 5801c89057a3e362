import { type JsonValue, type Ports, unsealJson } from '@tidemark/core/checkpoint';
import { type Contents, namesIn } from '../checkpoint/contents.ts';
import { orGone } from '../checkpoint/files-below.ts';
import type { Finding } from './finding.ts';

const ENTRY = /^(?<entry>\d{9,})(?<compact>\.compact)?$/;
const TODO = 'restore the file from a backup: without it the source would read files twice';

/** The lists of files that file sources have read: `docs/architecture/checkpoint-format.md`. */
export async function checkSeenFiles(
  { fs }: Ports,
  contents: Contents,
): Promise<readonly Finding[]> {
  const { directory, files, offsets } = contents;
  const newest = [...offsets.values()].findLast(({ value }) => value !== undefined)?.value;
  const findings: Finding[] = [];
  for (const [i, { end }] of (newest?.sources ?? []).entries()) {
    const folder = `sources/${i}`;
    const names = namesIn(files, folder, ENTRY);
    const entries = new Map(names.map((name) => [Number.parseInt(name, 10), name]));
    const compact = names.filter((name) => name.endsWith('.compact')).map(Number.parseFloat);
    // A compact entry repeats all before it; older ones are there until they are removed.
    const first = Math.max(0, ...compact);
    const last = Math.max(-1, ...entries.keys(), logOffsetOf(end));
    for (let entry = first; entry <= last; entry++) {
      const name = entries.get(entry);
      const file = `${folder}/${name ?? nameOf(entry)}`;
      const bytes =
        name === undefined ? undefined : await orGone(fs.readFile(`${directory}/${file}`));
      const what = bytes === undefined ? 'it is missing' : damageOfSeal(bytes);
      if (what !== undefined) findings.push({ severity: 'error', file, what, todo: TODO });
    }
  }
  return findings;
}

/** The newest entry that a batch reads; -1 for a source that has no such list. */
function logOffsetOf(offset: JsonValue): number {
  const { logOffset } = (offset ?? {}) as { readonly logOffset?: JsonValue };
  return typeof logOffset === 'number' ? logOffset : -1;
}

function nameOf(entry: number): string {
  return String(entry).padStart(9, '0') + ((entry + 1) % 10 === 0 ? '.compact' : '');
}

function damageOfSeal(bytes: Uint8Array): string | undefined {
  try {
    unsealJson(bytes, (reason) => {
      throw new Error(reason);
    });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
