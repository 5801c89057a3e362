import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getJsonObject } from '../../../src/functions/json/get-json-object.ts';
import { parsePath } from '../../../src/functions/json/json-path.ts';
import { DEFAULT_SYNTAX } from '../../../src/functions/json/json-syntax.ts';
import { JsonTokens } from '../../../src/functions/json/json-tokens.ts';

const whole = parsePath('$') ?? [];

/** Lone halves of surrogate pairs have no UTF-8, and Jackson refuses them where it copies bare text. */
const json = fc.json({ stringUnit: 'grapheme' }).filter((text) => !text.startsWith('"'));

// Law: for a text that JSON.parse takes, what is copied of it means the same.
test('copying JSON changes nothing of what it means', () => {
  fc.assert(
    fc.property(json, fc.constantFrom('', ' ', '\n\t'), (text, space) => {
      const copied = getJsonObject(`${space}${text}${space}`, whole);
      expect(JSON.parse(copied ?? '')).toEqual(JSON.parse(text));
    }),
  );
});

// Law: copying what was copied gives the same text.
test('a copy is copied as it is', () => {
  fc.assert(
    fc.property(json, (text) => {
      const once = getJsonObject(text, whole) ?? '';
      expect(getJsonObject(once, whole)).toBe(once);
    }),
  );
});

// Law: any text comes to an end, in tokens or in a failure, also where reading goes on after failures.
test('every text comes to an end', () => {
  const character = fc.constantFrom(...'{}[],:"\'\\ \n01-.eEtrufalsnNI/*a'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 30 }), (text) => {
      const tokens = new JsonTokens(text, { ...DEFAULT_SYNTAX, allowComments: true });
      let steps = 0;
      for (let failures = 0; failures <= text.length + 1; steps++) {
        try {
          const isDone = tokens.next() === undefined;
          if (isDone && steps > 3 * text.length) break;
          if (isDone) failures++;
        } catch {
          failures++;
        }
      }
      expect(steps).toBeLessThan(10 * text.length + 20);
    }),
    { numRuns: 500 },
  );
});
