import { format, inspect } from 'node:util';
import { Secret, secret } from '@tidemark/core';
import { describe, expect, test, vi } from 'vitest';
import { SECRET_NOT_SET } from '../../src/errors/secret.ts';

const VALUE = 'correct horse battery staple';

describe('a secret', () => {
  const password = secret(VALUE);

  test.each([
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the slip that is meant
    ['a template', `${password}`],
    ['concatenation', 'it is '.concat(String(password))],
    ['JSON', JSON.stringify({ password, nested: [password] })],
    ['console.log', inspect({ password, nested: { deep: { deeper: [password] } } }, { depth: 9 })],
    ['everything inspect can find', inspect(password, { showHidden: true, getters: true })],
    ['format', format('%s %o %j', password, password, password)],
    ['a spread', inspect(Object.assign({}, password))],
    ['its keys', inspect(Reflect.ownKeys(password))],
    ['its entries', inspect(Object.entries(password))],
    ['an error', String(new Error('no entry', { cause: password }).cause)],
  ])('is not told by %s', (_, text) => {
    expect(text).not.toContain('horse');
  });

  test('is told by reveal()', () => {
    expect(password.reveal()).toBe(VALUE);
  });

  test('is not wrapped twice', () => {
    expect(secret(password)).toBe(password);
  });
});

describe('a secret from the environment', () => {
  test('is the value of the variable', () => {
    vi.stubEnv('TIDEMARK_TEST_SECRET', VALUE);
    expect(Secret.fromEnv('TIDEMARK_TEST_SECRET').reveal()).toBe(VALUE);
  });

  test.each([undefined, ''])('has to be there (%j)', (value) => {
    vi.stubEnv('TIDEMARK_TEST_SECRET', value);
    expect(() => Secret.fromEnv('TIDEMARK_TEST_SECRET')).toThrow(
      expect.objectContaining({ condition: SECRET_NOT_SET.name }),
    );
  });
});
