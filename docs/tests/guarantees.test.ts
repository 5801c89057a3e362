import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './examples/pages.ts';

const page = readFileSync(resolve(ROOT, 'docs/guarantees.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);
const titles = sections.map((section) => section.slice(0, section.indexOf('\n')));
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const testFiles = readdirSync(resolve(ROOT, 'packages'))
  .flatMap((name) =>
    readdirSync(resolve(ROOT, 'packages', name, 'tests'), {
      recursive: true,
      encoding: 'utf8',
    }).map((file) => `packages/${name}/tests/${file}`),
  )
  .filter((file) => file.endsWith('.test.ts'));

/** The commands of a text, without the variables before them. */
function commandsOf(text: string): readonly string[] {
  const codes = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return codes
    .map((code) => code.replace(/^([A-Z_]+=\S+ )+/, ''))
    .filter((code) => /^np[mx] /.test(code));
}

/** Whether a command is a script of the repository, or finds tests for each of its words. */
function canRun(command: string): boolean {
  const [program, first = '', second = ''] = command.split(' ');
  if (program === 'npm') return (first === 'run' ? second : first) in scripts;
  const words = command.replace('npx vitest run', '').replace(/--project \S+/, '');
  const project = /--project (\S+)/.exec(command)?.[1];
  const files = testFiles.filter((file) => file.startsWith(`packages/${project ?? ''}`));
  return words
    .trim()
    .split(' ')
    .every((word) => files.some((file) => file.includes(word)));
}

describe('the page of guarantees', () => {
  test('has all of them, in order', () => {
    expect(titles.map((title) => title.split('.')[0])).toEqual(
      Array.from({ length: 18 }, (_, i) => `G${i + 1}`),
    );
  });

  test.each(sections.map((section, i) => [titles[i], section] as const))(
    'names what tries to break %s',
    (_, section) => {
      expect(commandsOf(section.slice(section.indexOf('**Tried by:**')))).not.toEqual([]);
    },
  );

  test('names commands that there are', () => {
    expect(commandsOf(page).filter((command) => !canRun(command))).toEqual([]);
  });

  test('is not taken in by others', () => {
    expect(canRun('npm run simulate -- --all')).toBe(true);
    expect(canRun('npm run pray')).toBe(false);
    expect(canRun('npx vitest run --project core recovery/crash')).toBe(true);
    expect(canRun('npx vitest run --project core recovery/crash no-such')).toBe(false);
  });
});
