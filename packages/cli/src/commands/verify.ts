import { readContents } from '../checkpoint/contents.ts';
import { findingList, tally } from '../text/findings.ts';
import { painter } from '../text/terminal.ts';
import { ranges } from '../text/units.ts';
import { checkCheckpoint } from '../verify/check-checkpoint.ts';
import { checkOutput } from '../verify/check-output.ts';
import { possibleBatches } from '../verify/check-state.ts';
import { type Finding, isMendedByRewind } from '../verify/finding.ts';
import { readOutput } from '../verify/output-folder.ts';
import { type CommonOptions, type ExitCode, printJson, type World } from './command.ts';

export interface VerifyOptions extends CommonOptions {
  readonly output?: readonly string[];
}

/** `tidemark checkpoint verify` */
export async function verify(
  { ports, terminal }: World,
  directory: string,
  { json = false, output = [] }: VerifyOptions,
): Promise<ExitCode> {
  const contents = await readContents(ports, directory);
  const findings = await checkCheckpoint(ports, contents);
  const outputs: { readonly path: string; readonly findings: readonly Finding[] }[] = [];
  for (const folder of output) {
    const found = await readOutput(ports, folder, contents.queryId);
    outputs.push({ path: found.path, findings: await checkOutput(ports, contents, found) });
  }
  const all = [...findings, ...outputs.flatMap((folder) => folder.findings)];
  const hasProblems = all.some(({ severity }) => severity !== 'note');
  const possible = possibleBatches(contents, findings);
  if (json) {
    printJson(terminal, { directory, isSound: !hasProblems, findings, outputs, possible });
    return hasProblems ? 1 : 0;
  }
  const paint = painter(terminal);
  for (const folder of [{ path: contents.directory, findings }, ...outputs]) {
    terminal.out(`${paint('bold', folder.path)}: ${tally(folder.findings)} found\n`);
    terminal.out(findingList(folder.findings, paint));
  }
  if (contents.lock?.holderIs === 'running') {
    terminal.out('A query is running on it: what belongs to its batch may be named above.\n');
  }
  if (findings.some(({ repair }) => repair !== undefined)) {
    terminal.out(`To put right what loses nothing: tidemark checkpoint repair ${directory}\n`);
  }
  if (findings.some(({ severity, repair }) => severity === 'error' && repair === undefined)) {
    terminal.out(
      possible.length === 0 || !isMendedByRewind(findings)
        ? 'A rewind does not mend it: restore a backup, or take a new checkpointLocation and new outputs.\n'
        : `It can go on after batches ${ranges(possible)}: tidemark checkpoint rewind ${directory} --to-batch ${possible.at(-1) ?? 0}\n`,
    );
  }
  if (!hasProblems) terminal.out(paint('green', 'Every file that is needed is there and sound.\n'));
  return hasProblems ? 1 : 0;
}
