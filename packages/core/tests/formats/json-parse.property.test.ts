// Law: for every document that JSON.stringify writes, the values are those that JSON.parse finds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { json } from '../../src/formats/json.ts';
import { boolean, double, nullable, schema, string } from '../../src/types/schema.ts';
import { decodeAll } from './decode.ts';

const Any = schema({
  s: nullable(string()),
  d: nullable(double()),
  b: nullable(boolean()),
});

test('documents of JSON.stringify mean what JSON.parse says', () => {
  const document = fc.record(
    {
      s: fc.option(fc.string({ unit: 'grapheme' })),
      d: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      b: fc.option(fc.boolean()),
      other: fc.json().map((text) => JSON.parse(text) as unknown),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(0, 1, 2),
      (documents, indent) => {
        const texts = documents.map((doc) => JSON.stringify(doc, null, indent));
        const { rows, bad } = decodeAll(json(Any), texts, { checkAll: true });
        expect(bad).toEqual([]);
        expect(rows).toEqual(
          texts.map((text) => {
            const { s = null, d = null, b = null } = JSON.parse(text) as Record<string, unknown>;
            return [s, d, b];
          }),
        );
      },
    ),
    { numRuns: 200 },
  );
});
