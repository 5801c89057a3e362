import { Condition } from '@tidemark/core';
import { expect, test } from 'vitest';
import { anchorOf } from '../.vitepress/anchor-of.ts';
import { markdownPages, sourceFiles } from './examples/pages.ts';

const conditions = sourceFiles().flatMap(({ path, text }) =>
  [...text.matchAll(/new Condition(?:<[^>]*>)?\(\s*['"`]([^'"`]+)/g)].map(([, name = '']) => ({
    name,
    path,
  })),
);
const names = conditions.map(({ name }) => name);
const page = markdownPages().find(({ path }) => path === 'docs/errors.md')?.text ?? '';
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

test('every condition of every package has its heading in the manual, and no heading is left over', () => {
  expect(names.length).toBeGreaterThan(100);
  expect(headings).toEqual([...new Set(names)].sort());
});

test('no name of a condition is used twice', () => {
  const repeated = conditions.filter(({ name }, i) => names.indexOf(name) !== i);
  expect(repeated).toEqual([]);
});

test('a name says what the user was doing and what stood in the way', () => {
  expect(names.filter((name) => !/^[A-Z]+(_[A-Z]+)*\.[A-Z]+(_[A-Z]+)*$/.test(name))).toEqual([]);
});

test('the address in an error leads to its heading', () => {
  const parts = { kind: 'internal', message: () => '', hint: '' } as const;
  const anchors = names.map((name) => new URL(new Condition(name, parts).error({}).docs).hash);
  expect(anchors).toEqual(names.map((name) => `#${anchorOf(name)}`));
});

test('every heading is followed by what happened and what to do', () => {
  const short = page
    .split(/^## /m)
    .slice(1)
    .filter((section) => section.split('\n\n').filter((part) => part.trim() !== '').length < 3);
  expect(short.map((section) => section.split('\n')[0])).toEqual([]);
});
