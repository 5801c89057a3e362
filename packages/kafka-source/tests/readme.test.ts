import { expect, test } from 'vitest';
import { uncompiledExamples } from './readme-examples.ts';

test('the examples of the README are compiled', () => {
  const [readme, compiled] = ['../README.md', './readme.test-d.ts'];
  const at = (path: string): URL => new URL(path, import.meta.url);
  expect(uncompiledExamples(at(readme), at(compiled))).toEqual([]);
});
