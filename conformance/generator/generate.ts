import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Scenario } from '../src/scenario.ts';
import { drawExpressions } from './expressions/draw-expressions.ts';
import { drawOver } from './over/draw-over.ts';
import { drawStream } from './streams/draw-stream.ts';

interface Options {
  readonly kind: string;
  readonly seed: number;
  readonly count: number;
  readonly out: string;
}

interface Kind {
  readonly group: string;
  readonly draw: (seed: number, id: string) => Scenario;
}

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['streams', { group: 'own-stream', draw: drawStream }],
  ['expressions', { group: 'own-expr', draw: drawExpressions }],
  ['over', { group: 'own-over', draw: drawOver }],
]);

/** Each scenario has a seed of its own: one can be drawn again without those before it. */
function scenarioSeed(seed: number, i: number): number {
  return (Math.imul(seed, 1_000_003) + i * 7919) >>> 0;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}

async function main({ kind, seed, count, out }: Options): Promise<void> {
  const chosen = KINDS.get(kind);
  if (chosen === undefined) throw new Error(`No such kind: ${kind}.`);
  const { group, draw } = chosen;
  const scenarios = Array.from({ length: count }, (_, i) =>
    draw(scenarioSeed(seed, i), `${seed}-${i}`),
  );
  const title = 'drawn from random numbers; expectations are empty until a real Spark fills them';
  const text = JSON.stringify({ group, title, scenarios });
  await writeFile(resolve(process.env['INIT_CWD'] ?? process.cwd(), out), `${text}\n`);
}

await new Command('generate')
  .description('Draws random scenarios without answers.')
  .requiredOption('--kind <kind>', [...KINDS.keys()].join(', '))
  .requiredOption('--seed <seed>', 'the same seed draws the same scenarios', wholeNumber)
  .requiredOption('--count <count>', 'how many scenarios', wholeNumber)
  .requiredOption('--out <file>', 'where to write them')
  .action(main)
  .parseAsync();
