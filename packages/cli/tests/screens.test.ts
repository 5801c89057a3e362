import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { screens, withScreens } from './screens.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PAGES = ['packages/cli/README.md', 'docs/guide/checkpoint-tool.md'];

/** Sizes change with every field that a log entry gets, and widths of columns with them. */
const withoutSizes = (text: string): string => text.replaceAll(/ *\d+(?:\.\d)? k?B/g, ' <size>');

test.each(PAGES)('the screens of %s are what the command prints', async (page) => {
  const text = readFileSync(resolve(ROOT, page), 'utf8');
  expect(screens(text).length).toBeGreaterThan(1);
  expect(withoutSizes(text)).toBe(withoutSizes(await withScreens(text)));
});
