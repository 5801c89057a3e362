import { expect, test } from 'vitest';
import type { DecodedRecords } from '../../src/formats/format.ts';
import { json } from '../../src/formats/json.ts';
import { binary, nullable, schema, string, timestamp } from '../../src/types/schema.ts';
import { recordsOf, rowsOfDecoded } from './decode.ts';

const format = json(schema({ s: nullable(string()), b: nullable(binary()) }), {
  mode: 'DROPMALFORMED',
});
const types = format.schema.fields.map((field) => field.dataType);

function decoder(): (texts: readonly string[]) => { kinds: string[]; values: unknown[] } {
  const open = format.createDecoder({ columns: ['s', 'b'], checkAll: false });
  return (texts) => {
    const decoded = open.decode(recordsOf(texts.map((text) => JSON.stringify({ s: text }))));
    return {
      kinds: decoded.columns.map((column) => column.kind),
      values: rowsOfDecoded(decoded, types, texts.length).map(([text]) => text),
    };
  };
}

test('a column with few different texts is a dictionary, also from batch to batch', () => {
  const read = decoder();
  for (let batch = 0; batch < 3; batch++) {
    const texts = Array.from({ length: 3000 }, (_, i) => `t${i % 7}\n`);
    expect(read(texts)).toEqual({ kinds: ['dictionary', 'bytes'], values: texts });
  }
});

test('a column with mostly new texts stops being a dictionary for good, escapes among them', () => {
  const read = decoder();
  const texts = Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? `"${i}" é\n` : `order ${i}`));
  expect(read(texts)).toEqual({ kinds: ['bytes', 'bytes'], values: texts });
  expect(read(['a', '', 'a', '\t'])).toEqual({
    kinds: ['bytes', 'bytes'],
    values: ['a', '', 'a', '\t'],
  });
});

test('a column whose different texts grow slowly stops being a dictionary at a bound', () => {
  const read = decoder();
  const kinds = Array.from({ length: 20 }, (_, batch) => {
    const texts = Array.from({ length: 1000 }, (__, i) => `t${batch * 100 + (i % 100)}`);
    return read(texts).kinds[0];
  });
  const batches = kinds.indexOf('bytes');
  expect(batches).toBe(10);
  expect(new Set(kinds.slice(0, batches))).toEqual(new Set(['dictionary']));
  expect(new Set(kinds.slice(batches))).toEqual(new Set(['bytes']));
});

test('a column of texts and times uses its arrays again only when no vector has them', () => {
  const both = json(schema({ s: string(), t: nullable(timestamp()) }));
  const open = both.createDecoder({ columns: ['s', 't'], checkAll: false });
  const decodeTexts = (texts: readonly string[]): DecodedRecords =>
    open.decode(
      recordsOf(texts.map((s) => JSON.stringify({ s, t: s === '' ? null : '2024-01-01' }))),
    );
  const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `name ${i}`);
  const rows = (decoded: DecodedRecords, length: number): unknown[] =>
    rowsOfDecoded(decoded, [{ kind: 'string' }, { kind: 'timestamp' }], length);
  const day = Date.UTC(2024, 0, 1) * 1000;
  const dictionary = decodeTexts(['a', 'b', 'a']);
  const many = decodeTexts(names(600));
  const few = decodeTexts(['x', '', 'z']);
  expect(rows(dictionary, 3)).toEqual([
    ['a', day],
    ['b', day],
    ['a', day],
  ]);
  expect(rows(many, 600)).toEqual(names(600).map((name) => [name, day]));
  expect(rows(few, 3)).toEqual([
    ['x', day],
    ['', null],
    ['z', day],
  ]);
});

test('empty bytes are empty, not null', () => {
  const open = format.createDecoder({ columns: ['b'], checkAll: false });
  const decoded = open.decode(recordsOf(['{"b":""}', '{"b":"YQ=="}', '{"b":null}']));
  expect(rowsOfDecoded(decoded, [{ kind: 'binary' }], 3)).toEqual([
    [new Uint8Array(0)],
    [Uint8Array.of(97)],
    [null],
  ]);
});

test('vectors keep their values when the decoder goes on', () => {
  const open = format.createDecoder({ columns: ['s'], checkAll: false });
  const first = open.decode(recordsOf(['{"s":"a\\nb"}', '{"s":"c"}']));
  open.decode(recordsOf(['{"s":"x\\ny"}', '{"s":"z"}']));
  expect(rowsOfDecoded(first, [{ kind: 'string' }], 2)).toEqual([['a\nb'], ['c']]);
});
