import { expect, test } from 'vitest';
import { bytes, text } from '../../src/formats/raw.ts';
import { decodeAll } from './decode.ts';

test('text gives each record as it stands, and null for none', () => {
  expect(decodeAll(text(), ['a', '', null, 'naïve\n'])).toEqual({
    rows: [['a'], [''], [null], ['naïve\n']],
    bad: [],
  });
});

test('text replaces what is no UTF-8', () => {
  const broken = [
    Uint8Array.of(0xc3),
    Uint8Array.of(0xed, 0xa0, 0x80),
    Uint8Array.of(0x61, 0xf5),
    Uint8Array.of(0xc0, 0x80),
  ];
  expect(decodeAll(text(), broken).rows.flat()).toEqual([
    '\ufffd',
    '\ufffd\ufffd\ufffd',
    'a\ufffd',
    '\ufffd\ufffd',
  ]);
});

test('bytes gives each record as it stands, and null for none', () => {
  expect(decodeAll(bytes(), [Uint8Array.of(0, 255), null, ''])).toEqual({
    rows: [[Uint8Array.of(0, 255)], [null], [new Uint8Array(0)]],
    bad: [],
  });
});

test('no column is built that nobody wants', () => {
  expect(decodeAll(text(), ['a'], { columns: [] })).toEqual({ rows: [[]], bad: [] });
});
