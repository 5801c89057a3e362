// `npm run powerloss -- --fs ext4,xfs --cuts 100`: real power cuts under the real engine, as far as one
// machine can make them. Needs root and Linux.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRand } from '@tidemark/testing';
import { Command, Option } from 'commander';
import { bundle } from '../process/bundle.ts';
import { FILE_SYSTEMS, type FileSystem, LoopDisk, obstacleOn } from './loop-disk.ts';
import { cutPower, type PowerCutResult } from './power-cuts.ts';
import type { QuerySettings } from './query.ts';

interface Flags {
  readonly fs: readonly FileSystem[];
  readonly cuts: number;
  readonly control: number;
  readonly durability: QuerySettings['durability'];
  readonly seed: number;
}

const number = (text: string): number => Number(text);

const command = new Command('powerloss')
  .description(
    'Cuts the power of a file system in a loop device while a query writes to it: nothing that was not on the disk ' +
      'comes back. Then a reader must see whole batches, all acknowledged ones among them, and the query must go on.',
  )
  .addOption(
    new Option('--fs <names>', `separated by commas: ${FILE_SYSTEMS.join(', ')}`)
      .argParser((text) => text.split(',') as FileSystem[])
      .default([...FILE_SYSTEMS], 'all'),
  )
  .option('--cuts <n>', 'for each file system', number, 100)
  .option('--control <n>', "cuts under durability 'process', which must do damage", number, 10)
  .addOption(
    new Option('--durability <mode>', "'process' shows what happens without fsync")
      .choices(['power-loss', 'process'])
      .default('power-loss'),
  )
  .option('--seed <n>', 'of the orders and the moments', number, 1)
  .addHelpText(
    'after',
    `
Needs Linux, root, python3 (for one ioctl, which Node lacks) and mkfs of the file systems named.
Exit code 1 when a cut did damage, or when the control did none; 2 when the machine does not allow it.`,
  );

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { fs, cuts, control, durability, seed } = command.parse().opts<Flags>();
  const unknown = fs.find((name) => !FILE_SYSTEMS.includes(name));
  if (unknown !== undefined) command.error(`there is no file system '${unknown}' here`);
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-powerloss-'));
  try {
    const possible = fs.filter((name) => {
      const obstacle = obstacleOn(name, directory);
      if (obstacle !== undefined) say(`${name}: cannot be tried here, ${obstacle}`);
      return obstacle === undefined;
    });
    if (possible.length === 0) return 2;
    const program = await bundle('powerloss/query.ts');
    let isAsItShould = possible.length === fs.length;
    const run = async (name: FileSystem, mode: QuerySettings['durability'], count: number) => {
      const disk = new LoopDisk(name, directory);
      const startMs = performance.now();
      try {
        const rand = seededRand(seed);
        const report = (event: string) => say(`  ${event}`);
        const options = {
          disk,
          program,
          cuts: count,
          seed,
          durability: mode,
          random: () => rand.next(),
          report,
        };
        const result = await cutPower(options);
        const label = mode === 'process' ? `${name} without fsync (the control)` : name;
        say(`${label}: ${textOf(result, (performance.now() - startMs) / 1000)}`);
        return result.damages.size > 0;
      } finally {
        disk.remove();
      }
    };
    for (const name of possible) {
      const isDamaged = await run(name, durability, cuts);
      isAsItShould &&= isDamaged === (durability === 'process');
      if (durability === 'power-loss' && control > 0) {
        const isControlDamaged = await run(name, 'process', control);
        isAsItShould &&= isControlDamaged;
      }
    }
    return isAsItShould ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function textOf({ cuts, acknowledgedBatches, damages }: PowerCutResult, seconds: number): string {
  const damaged = [...damages.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...damages].map(([kind, count]) => `${count} × ${kind}`).join('; ');
  const what = kinds === '' ? '' : ` (${kinds})`;
  return `${cuts} power cuts, ${damaged} damaged${what}, ${acknowledgedBatches} batches acknowledged, ${Math.round(seconds)} s`;
}

process.exitCode = await main();
