import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyEdit } from '../src/mutants/mutant.ts';
import { MUTANTS } from '../src/mutants/mutants.ts';

const ROOT = new URL('../../', import.meta.url);

describe('a mutant', () => {
  test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'fits the code as it is: %s',
    (_, { edits }) => {
      const texts = new Map<string, string>();
      for (const edit of edits) {
        const text = texts.get(edit.file) ?? readFileSync(new URL(edit.file, ROOT), 'utf8');
        texts.set(edit.file, applyEdit(text, edit));
      }
      expect(texts.size).toBeGreaterThan(0);
    },
  );

  test('is refused where the code has changed under it', () => {
    const edit = { file: 'a.ts', find: 'await sync();', replace: '' };
    expect(() => applyEdit('await syncAll();', edit)).toThrow('a.ts has 0 times `await sync();`');
    expect(() => applyEdit('await sync(); await sync();', edit)).toThrow('2 times');
  });
});
