import { expect, test } from 'vitest';
import { pathInside } from '../../src/ports/output-log.ts';

test('a path inside of the root folder stays there too', () => {
  expect(pathInside('/', 'a/b')).toBe('//a/b');
  expect(() => pathInside('/out', '../outside')).toThrow(/OUTSIDE/);
  expect(() => pathInside('/out', '')).toThrow(/OUTSIDE/);
});
