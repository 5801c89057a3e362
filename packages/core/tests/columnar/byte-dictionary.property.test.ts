// Law: a dictionary gives equal bytes the same code and other bytes another, in the order in which
// they came, and what it once said about a code stays true.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteDictionary } from '../../src/columnar/byte-dictionary.ts';

const utf8 = new TextEncoder();

test('codes stand for texts as a map would number them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 9 }), { maxLength: 300 }),
      (texts) => {
        const dictionary = new ByteDictionary();
        const codes = new Map<string, number>();
        for (const text of texts) {
          const bytes = utf8.encode(`<${text}>`);
          const before = codes.get(text) ?? -1;
          expect(dictionary.find(bytes, 1, bytes.length - 2)).toBe(before);
          if (before < 0) codes.set(text, codes.size);
          expect(dictionary.intern(bytes, 1, bytes.length - 2)).toBe(codes.get(text));
        }
        expect(dictionary.size).toBe(codes.size);
        for (const [text, code] of codes) {
          expect(dictionary.text(code)).toBe(text);
          expect(dictionary.bytes(code)).toEqual(utf8.encode(text));
        }
      },
    ),
  );
});

test('entries stay through growth, and do not change with the bytes they came from', () => {
  const dictionary = new ByteDictionary();
  const bytes = utf8.encode('first');
  const first = dictionary.intern(bytes, 0, bytes.length);
  const seen = dictionary.bytes(first);
  bytes.fill(0);
  for (let i = 0; i < 5000; i++) {
    const text = utf8.encode(`entry ${i}`);
    expect(dictionary.intern(text, 0, text.length)).toBe(i + 1);
  }
  expect(dictionary.text(first)).toBe('first');
  expect(new TextDecoder().decode(seen)).toBe('first');
  expect(dictionary.text(5000)).toBe('entry 4999');
});
