import { describe, expect, test } from 'vitest';
import { readValue } from '../../../src/columnar/read-value.ts';
import { recordBatch } from '../../../src/columnar/record-batch.ts';
import { MALFORMED_TEXT } from '../../../src/errors/record.ts';
import { fromCsv } from '../../../src/expr/csv-functions.ts';
import type { DynamicExpr } from '../../../src/expr/expr.ts';
import { fromJson, toJson } from '../../../src/expr/json-functions.ts';
import type { ExprNode } from '../../../src/expr/node.ts';
import { callFunction, col } from '../../../src/expr/scalars.ts';
import { compileExpression } from '../../../src/functions/compile-expression.ts';
import type { InternalValue } from '../../../src/types/internal-value.ts';
import { array, int, nullable, schema, string, struct } from '../../../src/types/schema.ts';
import { CONTEXT, dictionaryOf, INT, run, TEXT } from '../expressions.ts';

const node = (expr: unknown): ExprNode => (expr as { readonly '~node': ExprNode })['~node'];
const text = (): DynamicExpr => col('t');
const ofTexts = (expr: unknown, ...texts: (string | null)[]): InternalValue[] =>
  run(node(expr), { t: [TEXT, texts] });

describe('the typed builder', () => {
  const Item = schema({ sku: string(), lines: array(struct({ price: int() })) });

  test('gives the fields of a schema as properties', () => {
    const item = fromJson(text(), Item);
    expect(ofTexts(item.sku, '{"sku":"a"}', '{', null)).toEqual(['a', null, null]);
  });

  test('takes the type of a value, and a schema in words', () => {
    expect(ofTexts(fromJson(text(), array(int())), '[1,2]', '[1,"x"]')).toEqual([[1, 2], null]);
    const worded = fromJson(text(), 'sku STRING, n ARRAY<INT>');
    expect(ofTexts(worded, '{"n":[1]}')).toEqual([[null, [1]]]);
  });

  test('reads a field under the name that the data has for it', () => {
    const Renamed = schema({ orderId: string().from('order_id') });
    expect(ofTexts(fromJson(text(), Renamed), '{"order_id":"7"}')).toEqual([['7']]);
  });

  test('gives options their Spark names, whatever their JavaScript type is', () => {
    const options = { allowComments: true, columnNameOfCorruptRecord: 'bad' } as const;
    const Kept = schema({ a: nullable(int()), bad: nullable(string()) });
    const rows = ofTexts(fromJson(text(), Kept, options), '{/**/"a":1}', '{"a":"x"}');
    expect(rows).toEqual([
      [1, null],
      [null, '{"a":"x"}'],
    ]);
  });
});

describe('options', () => {
  test('that are no constant map of texts are refused', () => {
    const given = callFunction('fromJson', text(), 'a INT', text());
    expect(() => ofTexts(given, '{}')).toThrow('options as a constant map of texts');
  });

  test('may come from map(), as in SQL', () => {
    const options = callFunction('map', 'MODE', 'failfast');
    const given = callFunction('fromJson', text(), 'a INT', options);
    expect(() => ofTexts(given, '{"a":"x"}')).toThrow(MALFORMED_TEXT.name);
  });

  test('that drop rows are refused, because a function has to answer', () => {
    const options = { mode: 'DROPMALFORMED' } as never;
    expect(() => ofTexts(fromJson(text(), 'a INT', options), '{}')).toThrow('cannot drop a row');
    expect(() => ofTexts(fromCsv(text(), 'a INT', options), '1')).toThrow('cannot drop a row');
  });

  test('with values that mean nothing are refused', () => {
    const flag = { allowComments: 'yes' } as never;
    expect(() => ofTexts(fromJson(text(), 'a INT', flag), '{}')).toThrow("'true' or 'false'");
    expect(() => ofTexts(fromCsv(text(), 'a INT', { sep: '' }), '1')).toThrow('one character');
    const handling = { unescapedQuoteHandling: 'RAISE_ERROR' };
    expect(() => ofTexts(fromCsv(text(), 'a INT', handling), '1')).toThrow('STOP_AT_DELIMITER');
  });
});

describe('a text that does not fit in mode FAILFAST', () => {
  test('ends the query with a reason that shows nothing of the data', () => {
    const failing = fromJson(text(), 'a INT', { mode: 'FAILFAST' });
    expect(() => ofTexts(failing, '{"a":1}', '{"a":"secret"}')).toThrow(
      expect.objectContaining({
        condition: MALFORMED_TEXT.name,
        parameters: { fn: 'fromJson', reason: 'a value does not have the type of its field' },
      }) as Error,
    );
  });

  test('fails only where a row has it: a dictionary may know texts that no row has', () => {
    const t = dictionaryOf(['{"a":1}', 'broken']);
    const rows = { ...t, length: 1 };
    const source = { fields: [{ name: 't', dataType: TEXT, nullable: true }] };
    const failing = fromJson(text(), 'a INT', { mode: 'FAILFAST' });
    const compiled = compileExpression(node(failing), source, CONTEXT);
    const answer = compiled.evaluate(recordBatch(source, [rows], 1), CONTEXT);
    expect(readValue(answer, 0, compiled.dataType)).toEqual([1]);
  });
});

test('text without a date is a time of the day of the batch', () => {
  const midnight = Math.floor(CONTEXT.batchTimeMs / 86_400_000) * 86_400_000_000;
  const rows = ofTexts(fromJson(text(), 'at TIMESTAMP'), '{"at":"12:34"}');
  expect(rows).toEqual([[midnight + (12 * 60 + 34) * 60_000_000]]);
});

test('only text is read, and only structs, arrays and maps are written', () => {
  expect(() => run(node(fromJson(col('n'), 'a INT')), { n: [INT, [1]] })).toThrow('takes text');
  expect(() => run(node(toJson(col('n'))), { n: [INT, [1]] })).toThrow(
    'a struct, an array or a map',
  );
});
