import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { anchorOf } from '../.vitepress/anchor-of.ts';
import { markdownPages, type Page, ROOT } from './examples/pages.ts';

interface Link {
  readonly target: string;
  readonly anchor: string | undefined;
}

/** Links to files of the repository, outside of code. */
function linksOf({ text }: Page): readonly Link[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [target = '', anchor] = link.split('#');
      return { target, anchor };
    });
}

function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '');
  return new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

function isBroken(page: Page, { target, anchor }: Link): boolean {
  const path = target === '' ? page.path : resolve(ROOT, page.path, '..', target);
  const file = resolve(ROOT, path);
  if (!existsSync(file)) return true;
  if (anchor === undefined) return false;
  return statSync(file).isDirectory() || !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
}

test('every link from page to page leads somewhere', () => {
  const pages = markdownPages();
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(50);
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => isBroken(page, link))
      .map(
        ({ target, anchor }) =>
          `${page.path}: ${target}${anchor === undefined ? '' : `#${anchor}`}`,
      ),
  );
  expect(broken).toEqual([]);
});

test('every page of the manual can be found from its front page or the bar beside it', () => {
  const bar = readFileSync(resolve(ROOT, 'docs/.vitepress/config.ts'), 'utf8');
  const pages = markdownPages().filter(({ path }) => path.startsWith('docs/'));
  const front = pages.find(({ path }) => path === 'docs/index.md')?.text ?? '';
  const hidden = pages.filter(({ path }) => {
    const name = path.slice('docs/'.length);
    return (
      name !== 'index.md' &&
      !front.includes(`(${name})`) &&
      !bar.includes(`'/${name.slice(0, -3)}'`)
    );
  });
  expect(hidden.map(({ path }) => path)).toEqual([]);
});
