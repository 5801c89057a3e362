import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Scenario } from '../src/scenario.ts';
import { drawExpressions } from './expressions/draw-expressions.ts';
import { drawStream } from './streams/draw-stream.ts';

interface Options {
  readonly kind: string;
  readonly seed: number;
  readonly count: number;
  readonly out: string;
}

const DRAWS: ReadonlyMap<string, (seed: number, id: string) => Scenario> = new Map([
  ['streams', drawStream],
  ['expressions', drawExpressions],
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
  const draw = DRAWS.get(kind);
  if (draw === undefined) throw new Error(`No such kind: ${kind}.`);
  const group = kind === 'streams' ? 'own-stream' : 'own-expr';
  const scenarios = Array.from({ length: count }, (_, i) =>
    draw(scenarioSeed(seed, i), `${seed}-${i}`),
  );
  const title = 'drawn from random numbers; expectations are empty until a real Spark fills them';
  const text = JSON.stringify({ group, title, scenarios });
  await writeFile(resolve(process.env['INIT_CWD'] ?? process.cwd(), out), `${text}\n`);
}

await new Command('generate')
  .description('Draws random scenarios without answers.')
  .requiredOption('--kind <kind>', [...DRAWS.keys()].join(' or '))
  .requiredOption('--seed <seed>', 'the same seed draws the same scenarios', wholeNumber)
  .requiredOption('--count <count>', 'how many scenarios', wholeNumber)
  .requiredOption('--out <file>', 'where to write them')
  .action(main)
  .parseAsync();
