import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import { recordBatch } from '../../src/columnar/record-batch.ts';
import { BAD_PATTERN } from '../../src/errors/function.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  CONTEXT,
  call,
  cast,
  col,
  dictionaryOf,
  INT,
  lit,
  run,
  runOn,
  schemaOf,
  TEXT,
} from './expressions.ts';

const text = (value: string | null): readonly [string | null, typeof TEXT] => [value, TEXT];
const int = (value: number): readonly [number, typeof INT] => [value, INT];

describe('functions of text', () => {
  test.each<[string, readonly (readonly [InternalValue, typeof TEXT])[], InternalValue]>([
    ['lower', [text('ÀBc')], 'àbc'],
    ['upper', [text('straße')], 'STRASSE'],
    ['length', [text('a😀é')], 3],
    ['trim', [text('  a b ')], 'a b'],
    ['trim', [text('\ta\t')], '\ta\t'],
    ['ltrim', [text('xxaxx'), text('x')], 'axx'],
    ['rtrim', [text('  a  ')], '  a'],
    ['concat', [text('a'), text('😀'), text('')], 'a😀'],
    ['concat', [text('a'), text(null)], null],
    ['substring', [text('héllo'), int(2), int(3)], 'éll'],
    ['substring', [text('hello'), int(0), int(2)], 'he'],
    ['substring', [text('hello'), int(-3), int(2)], 'll'],
    ['substring', [text('hello'), int(-7), int(4)], 'he'],
    ['substring', [text('hello'), int(4)], 'lo'],
    ['substring', [text('hello'), int(2), int(-1)], ''],
    ['startsWith', [text('hello'), text('he')], true],
    ['startsWith', [text('he'), text('hello')], false],
    ['endsWith', [text('hello'), text('lo')], true],
    ['contains', [text('hello'), text('ell')], true],
    ['contains', [text('hello'), text('elo')], false],
    ['contains', [text(''), text('')], true],
    ['like', [text('50% off\nnow'), text('50\\%%')], true],
    ['like', [text('a.c'), text('a_c')], true],
    ['like', [text('abc'), text('a.c')], false],
    ['like', [text('[x]-{y}'), text('[x]-{_}')], true],
    ['rlike', [text('order-42'), text('-\\d+$')], true],
    ['rlike', [text('ORDER'), text('(?i)order')], true],
    ['rlike', [text('a-b'), text('a\\-b')], true],
    ['rlike', [text(null), text('a')], null],
  ])('%s of %o is %o', (fn, args, want) => {
    expect(runOn(fn, args)).toBe(want);
  });

  test('a pattern that cannot be is refused before any row', () => {
    const node = call('rlike', col('x'), lit('(', TEXT));
    expect(() => compileExpression(node, schemaOf({ x: [TEXT, []] }), CONTEXT)).toThrow(
      BAD_PATTERN.name,
    );
  });
});

describe('text that comes as codes of a dictionary', () => {
  const values = ['a', 'B', null, 'a', 'é', 'B', 'a'];
  const over = (node: ExprNode, vector: ReturnType<typeof dictionaryOf>): InternalValue[] => {
    const schema = schemaOf({ x: [TEXT, []] });
    const compiled = compileExpression(node, schema, CONTEXT);
    const batch = recordBatch(schema, [vector], vector.length);
    const out = compiled.evaluate(batch, CONTEXT);
    return Array.from({ length: vector.length }, (_, i) => readValue(out, i, compiled.dataType));
  };

  // Law: whichever way a column holds its text, a function gives the same values.
  test.each<[string, ExprNode]>([
    ['lower', call('lower', col('x'))],
    ['length', call('length', col('x'))],
    ['eq', call('eq', col('x'), lit('B', TEXT))],
    ['lt', call('lt', lit('B', TEXT), col('x'))],
    ['like', call('like', col('x'), lit('%a%', TEXT))],
    ['in', call('in', col('x'), lit('a', TEXT), lit('é', TEXT))],
    ['concat', call('concat', col('x'), lit('!', TEXT), col('x'))],
    ['when', call('when', call('eq', col('x'), lit('a', TEXT)), col('x'), lit('other', TEXT))],
    ['coalesce', call('coalesce', col('x'), lit('none', TEXT))],
    ['cast', cast(col('x'), INT)],
    ['initcap', call('initcap', col('x'))],
    ['lpad', call('lpad', col('x'), lit(3, INT), lit('é', TEXT))],
    ['regexpExtract', call('regexpExtract', col('x'), lit('([aé])', TEXT), lit(1, INT))],
    ['regexpReplace', call('regexpReplace', col('x'), lit('a', TEXT), lit('$0b', TEXT))],
    ['split', call('split', col('x'), lit('', TEXT))],
    ['md5', call('md5', col('x'))],
    ['hash', call('hash', col('x'))],
    ['unhex', call('unhex', col('x'))],
    ['formatString', call('formatString', lit('<%s>', TEXT), col('x'))],
    ['elt', call('elt', lit(2, INT), col('x'), col('x'))],
    ['eqNullSafe', call('eqNullSafe', col('x'), lit('a', TEXT))],
  ])('%s', (_, node) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...values, '1', ''), { maxLength: 20 }), (texts) => {
        expect(over(node, dictionaryOf(texts))).toEqual(run(node, { x: [TEXT, texts] }));
      }),
      { numRuns: 40 },
    );
  });

  test('is computed once for each entry, not for each row and batch', () => {
    const calls = { bytes: 0 };
    const vector = dictionaryOf(values, calls);
    const schema = schemaOf({ x: [TEXT, []] });
    const compiled = compileExpression(call('like', col('x'), lit('a%', TEXT)), schema, CONTEXT);
    for (let i = 0; i < 3; i++)
      compiled.evaluate(recordBatch(schema, [vector], values.length), CONTEXT);
    expect(calls.bytes).toBe(3);
  });
});
