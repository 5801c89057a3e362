import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ColumnBuilder } from '../../src/formats/column-builder.ts';
import type { Format } from '../../src/formats/format.ts';
import { JsonScanner } from '../../src/formats/json/json-scanner.ts';
import { TemplateScanner } from '../../src/formats/json/template-scanner.ts';
import { templateSource } from '../../src/formats/json/template-source.ts';
import { json } from '../../src/formats/json.ts';
import { nullable, schema, string } from '../../src/types/schema.ts';
import { decodeAll, recordsOf } from '../formats/decode.ts';

// The law: names of fields and data of records never become part of a program. Every program is made of the
// words of `template-source.ts` and of integers; so a name that is code is never run, and is read as a name.

/** Names that would do something, were they code: in a string, in a comment, after a quote. */
const CODE = [
  "'];globalThis.pwned=1;//",
  '"];globalThis.pwned=1;//',
  '`];globalThis.pwned=1;//',
  '${globalThis.pwned=1}',
  '*/globalThis.pwned=1;/*',
  '\u2028globalThis.pwned=1\u2029',
  '\\u0022];globalThis.pwned=1;//',
  '\n;globalThis.pwned=1\n',
  'constructor.constructor("globalThis.pwned=1")()',
];
const name = fc.oneof(
  fc.constantFrom(...CODE),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.tuple(fc.string(), fc.constantFrom(...CODE)).map(([a, b]) => a + b),
);

/** The program for records of these names, as the engine makes it. */
function programFor(names: readonly string[]): string | undefined {
  const scanner = new JsonScanner(
    names.map((key) => ({ key, dataType: { kind: 'string' } as const, takesNull: true })),
    { maxNesting: 8, maxRecordBytes: 100_000 },
  );
  const columns = names.map(() => new ColumnBuilder({ kind: 'string' }));
  const record = `{${names.map((n, i) => `${JSON.stringify(n)}:"${i}"`).join()}}`;
  const records = recordsOf(Array.from({ length: 1100 }, () => record));
  for (const column of columns) column.begin(records.length);
  new TemplateScanner(scanner).scan(records, columns, new Uint8Array(records.length));
  const template = scanner.template();
  return template === undefined ? undefined : templateSource(template);
}

const WORDS = new Set(
  (programFor(['a', 'b']) ?? '')
    .match(/[A-Za-z_$][\w$]*/g)
    ?.map((word) => word.replace(/\d+$/, '')),
);

describe('a program for reading JSON', () => {
  test('has only words that every program has, and numbers', () => {
    expect(WORDS.size).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), (names) => {
        const program = programFor(names.filter((one) => !/\p{Surrogate}/u.test(one)));
        const words = program?.match(/[A-Za-z_$][\w$]*/g) ?? [];
        for (const word of words) expect(WORDS).toContain(word.replace(/\d+$/, ''));
        expect(program ?? '').not.toMatch(/["'`\\]|\/\*|\/\//);
        expect('pwned' in globalThis).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('reads fields whose names are code', () => {
    for (const source of CODE) {
      const format = json(schema({ a: nullable(string()).from(source) })) as Format;
      const record = JSON.stringify({ [source]: 'x' });
      const { rows } = decodeAll(
        format,
        Array.from({ length: 2500 }, () => record),
      );
      expect(rows.every(([a]) => a === 'x')).toBe(true);
    }
    expect('pwned' in globalThis).toBe(false);
  });
});

test('where programs are forbidden the same rows come without one', () => {
  const loader = new URL('run-source.mjs', import.meta.url).href;
  const script = `
    import { json } from ${JSON.stringify(new URL('../../src/formats/json.ts', import.meta.url).href)};
    import { schema, nullable, string, double } from ${JSON.stringify(new URL('../../src/types/schema.ts', import.meta.url).href)};
    import { decodeAll } from ${JSON.stringify(new URL('../formats/decode.ts', import.meta.url).href)};
    let isForbidden = false;
    try { new Function('return 1'); } catch { isForbidden = true; }
    const records = Array.from({ length: 3000 }, (_, i) => '{"id":"a' + i + '","n":' + i + '}');
    const { rows, bad } = decodeAll(json(schema({ id: nullable(string()), n: nullable(double()) })), records);
    console.log(JSON.stringify({ isForbidden, count: rows.length, last: rows.at(-1), bad: bad.length }));
  `;
  const flags = [
    '--disallow-code-generation-from-strings',
    '--import',
    loader,
    '--input-type=module',
  ];
  const out = execFileSync(process.execPath, [...flags, '--eval', script], { encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual({
    isForbidden: true,
    count: 3000,
    last: ['a2999', 2999],
    bad: 0,
  });
});
