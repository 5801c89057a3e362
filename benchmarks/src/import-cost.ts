// `npm run bench -- import`: what importing the core costs over bare Node, from the built package.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { median } from './measure.ts';
import type { Figures } from './report.ts';

const ROUNDS = 9;
const CORE = fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url));

export function benchImport(): Figures {
  if (!existsSync(CORE))
    throw new Error('the core is not built: run this as npm run bench -- import');
  const bare: number[] = [];
  const core: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(wallMs('0'));
    core.push(wallMs(`await import(${JSON.stringify(CORE)})`));
  }
  return {
    bareNodeMs: median(bare),
    withCoreMs: median(core),
    overBareMs: median(core.map((ms, i) => ms - (bare[i] ?? 0))),
    targetMs: 60,
  };
}

function wallMs(script: string): number {
  const start = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '--eval', script]);
  return performance.now() - start;
}
