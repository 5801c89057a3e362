// Draws docs/architecture/layers.md from what the folders of core really import.
//   node scripts/draw-layers.mjs           writes it
//   node scripts/draw-layers.mjs --check   fails when it is not current
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = new URL('../docs/architecture/layers.md', import.meta.url);
const FOLDER = '^packages/core/src/[^/]+';

const cli = `${ROOT}node_modules/dependency-cruiser/bin/dependency-cruise.mjs`;
const drawing = execFileSync(
  process.execPath,
  [
    cli,
    'packages/core/src',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'mermaid',
    '--collapse',
    FOLDER,
    '--include-only',
    `${FOLDER}/`,
  ],
  { cwd: ROOT, encoding: 'utf8' },
);

const names = new Map(
  [...drawing.matchAll(/^(\w+)\["(\w+)"\]$/gm)].map(([, id, name]) => [id, name]),
);
const imports = new Map([...names.values()].map((name) => [name, new Set()]));
for (const [, from, to] of drawing.matchAll(/^(\w+)-->(\w+)$/gm)) {
  if (from !== to) imports.get(names.get(from))?.add(names.get(to));
}

/** Whether a folder reaches another by a way of two steps or more. */
function reachesOver(from, to) {
  const below = (name) => [...(imports.get(name) ?? [])];
  const reaches = (name) => name === to || below(name).some(reaches);
  return below(from).some((name) => name !== to && reaches(name));
}

const arrows = [...imports].flatMap(([from, targets]) =>
  [...targets].filter((to) => !reachesOver(from, to)).map((to) => `  ${from} --> ${to}`),
);
arrows.sort((a, b) => (a < b ? -1 : 1));

const page = `# Layers

The folders of \`packages/core/src\` and what they import, drawn by \`scripts/draw-layers.mjs\` from the code. An arrow that
follows from others is left out. A folder imports only from folders it has a way to; [two roads](two-roads.md) says what is
in each, and \`.dependency-cruiser.cjs\` holds the rule.

\`\`\`mermaid
flowchart TB
${arrows.join('\n')}
\`\`\`

Folders that describe or compute are pure: ${listOfPure()} import no file, network or clock.
The doors \`index.ts\`, \`functions.ts\`, \`connector.ts\` and \`rx.ts\` are the only files that other packages may import.
`;

function listOfPure() {
  const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
  const { path } = forbidden.find(({ name }) => name === 'pure-folders-do-no-io').from;
  return /\(([\w|]+)\)/.exec(path)[1].replaceAll('|', ', ');
}

if (process.argv.includes('--check')) {
  if (readFileSync(PAGE, 'utf8') !== page) {
    console.error('docs/architecture/layers.md is not current: run node scripts/draw-layers.mjs');
    process.exit(1);
  }
} else writeFileSync(PAGE, page);
