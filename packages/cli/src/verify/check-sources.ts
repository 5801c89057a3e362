import { decodeLogEntry, type Ports, StreamingError } from '@tidemark/core/checkpoint';
import { type Contents, namesIn } from '../checkpoint/contents.ts';
import { orGone } from '../checkpoint/files-below.ts';
import { damageOf, type Finding } from './finding.ts';

/** Where each source began. Asked for once, before the first batch is begun. */
export async function checkSources(
  { fs }: Ports,
  { directory, files, offsets }: Contents,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const name of namesIn(files, 'sources', /^\d+\/0$/)) {
    const file = `sources/${name}`;
    const bytes = await orGone(fs.readFile(`${directory}/${file}`));
    const what = bytes === undefined ? undefined : damageOfEntry(bytes, file);
    if (what === undefined) continue;
    findings.push(
      offsets.size > 0
        ? {
            severity: 'warning',
            file,
            what,
            todo: 'nothing: batches have been read since, so it is not needed any more',
          }
        : {
            severity: 'error',
            file,
            what,
            todo: 'repair puts it aside, and the source is asked anew: no batch was begun',
            repair: { kind: 'move' },
          },
    );
  }
  return findings;
}

function damageOfEntry(bytes: Uint8Array, file: string): string | undefined {
  try {
    decodeLogEntry(bytes, file);
    return undefined;
  } catch (error) {
    if (error instanceof StreamingError) return damageOf(error);
    throw error;
  }
}
