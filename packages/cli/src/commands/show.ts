import { type CheckpointSummary, summarizeCheckpoint } from '../show/checkpoint-summary.ts';
import { offset, range } from '../text/offsets.ts';
import { table } from '../text/table.ts';
import { type Paint, painter } from '../text/terminal.ts';
import { ago, bytes, count, time } from '../text/units.ts';
import { type CommonOptions, type ExitCode, printJson, type World } from './command.ts';

export interface ShowOptions extends CommonOptions {
  readonly batches: number;
  readonly keys: boolean;
}

/** `tidemark checkpoint show` */
export async function show(
  { ports, terminal }: World,
  directory: string,
  { json = false, batches, keys }: ShowOptions,
): Promise<ExitCode> {
  const summary = await summarizeCheckpoint(ports, directory, { batches, countsKeys: keys });
  const isDamaged =
    summary.batches.some(({ status }) => status === 'damaged') ||
    summary.state.some(({ damage }) => damage !== undefined);
  if (json) printJson(terminal, summary);
  else {
    const paint = painter(terminal);
    terminal.out(textOf(summary, paint, ports.clock.nowMs()));
    if (isDamaged) {
      terminal.out(
        paint('red', `\nSomething is damaged: tidemark checkpoint verify ${directory}\n`),
      );
    }
  }
  return isDamaged ? 1 : 0;
}

function textOf(summary: CheckpointSummary, paint: Paint, nowMs: number): string {
  const { lock } = summary;
  const since = lock.sinceMs === undefined ? '' : `, since ${time(lock.sinceMs)} UTC`;
  const lines: readonly (readonly [string, string])[] = [
    ['query', summary.queryId ?? paint('red', 'unknown: metadata is lost')],
    ['format', summary.formatVersion],
    ['held by', paint(lock.isRunning ? 'green' : 'dim', lock.text + since)],
    ['newest batch', newestBatch(summary, paint, nowMs)],
    ['watermark', watermark(summary.watermarkMs)],
    ['disk', disk(summary)],
  ];
  const head = lines.map(([title, text]) => `  ${title.padEnd(12)}  ${text}\n`).join('');
  return [
    paint('bold', `Checkpoint ${summary.directory}`),
    `\n${head}`,
    ...sections(summary, paint),
  ].join('');
}

function sections(summary: CheckpointSummary, paint: Paint): readonly string[] {
  const { sources, batches, state, outputs, plan, batchCount } = summary;
  const title = (text: string): string => `\n${paint('bold', text)}\n`;
  const heading = (cell: string, row: number): string => (row < 0 ? paint('dim', cell) : cell);
  return [
    title('Sources, read up to'),
    table(
      [{ title: 'source' }, { title: 'offset' }],
      sources.map(({ description, reachedTo }) => [description, offset(reachedTo)]),
      heading,
    ),
    title(`Batches, newest ${batches.length} of ${batchCount}`),
    batchTable(summary, paint),
    ...(state.length === 0 ? [] : [title('State'), stateTable(summary, paint)]),
    ...(outputs.length === 0
      ? []
      : [
          title('Outputs'),
          table(
            [{ title: 'output' }, { title: 'sink' }, { title: 'mode' }],
            outputs.map(({ name, sink, outputMode }) => [name, sink, outputMode]),
            heading,
          ),
        ]),
    title('Plan'),
    plan === undefined ? '  not stored by the release that wrote this\n' : indent(plan),
  ];
}

function batchTable({ batches }: CheckpointSummary, paint: Paint): string {
  const hasRows = batches.some(({ outputRows }) => Object.keys(outputRows).length > 0);
  const columns = [
    { title: 'batch', isNumber: true },
    { title: 'status' },
    { title: 'planned at (UTC)' },
    { title: 'watermark after' },
    { title: 'state written', isNumber: true },
    ...(hasRows ? [{ title: 'rows to files', isNumber: true }] : []),
    { title: 'read' },
  ];
  const rows = batches.map((batch) => {
    const rowCounts = Object.values(batch.outputRows);
    const { stateFiles } = batch;
    return [
      String(batch.batchId),
      batch.status,
      batch.batchTimeMs === undefined ? '?' : time(batch.batchTimeMs),
      batch.watermarkMs === undefined ? '' : watermark(batch.watermarkMs),
      stateFiles === 0 ? '-' : bytes(batch.stateBytes),
      ...(hasRows
        ? [rowCounts.length === 0 ? '-' : count(rowCounts.reduce((a, b) => a + b, 0))]
        : []),
      batch.damage ?? batch.sources.map(({ start, end }) => range(start, end)).join(' | '),
    ];
  });
  return table(columns, rows, (cell, row, column) => {
    if (row < 0) return paint('dim', cell);
    if (column !== 1) return cell;
    return paint(cell.startsWith('done') ? 'green' : cell.startsWith('b') ? 'yellow' : 'red', cell);
  });
}

function stateTable({ state }: CheckpointSummary, paint: Paint): string {
  const rows = state.map(({ operatorId, keyCount, sizeBytes, files, types, damage }) => {
    const snapshots = files.filter(({ name }) => name.endsWith('.snapshot'));
    const deltas = files.length - snapshots.length;
    const chain = `${snapshots.length === 0 ? '' : 'snapshot'}${snapshots.length > 0 && deltas > 0 ? ' + ' : ''}${deltas === 0 ? '' : `${deltas} delta${deltas === 1 ? '' : 's'}`}`;
    return [
      operatorId,
      keyCount === undefined ? '?' : count(keyCount),
      bytes(sizeBytes),
      chain,
      damage ?? types ?? '',
    ];
  });
  const columns = [
    { title: 'operator' },
    { title: 'keys', isNumber: true },
    { title: 'size', isNumber: true },
    { title: 'chain' },
    { title: 'keys -> values' },
  ];
  return table(columns, rows, (cell, row) => (row < 0 ? paint('dim', cell) : cell));
}

function newestBatch(
  { begun, done, batchTimeMs }: CheckpointSummary,
  paint: Paint,
  nowMs: number,
): string {
  const when =
    batchTimeMs === undefined
      ? ''
      : `, planned ${time(batchTimeMs)} UTC, ${ago(batchTimeMs, nowMs)}`;
  if (begun < 0 && done < 0) return 'none was begun';
  if (begun <= done) return `${done}, done${when}`;
  return `${begun}, ${paint('yellow', 'begun and not done: it runs again at the next start')}${when}`;
}

function watermark(ms: number | undefined): string {
  return ms === undefined || ms <= 0 ? 'none yet' : time(ms);
}

function disk({ disk: folders }: CheckpointSummary): string {
  const total = folders.reduce((sum, folder) => sum + folder.bytes, 0);
  const parts = folders
    .filter(({ folder }) => folder !== '.')
    .map((folder) => `${folder.folder} ${bytes(folder.bytes)} in ${folder.files}`);
  return `${bytes(total)} (${parts.join(', ')})`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
