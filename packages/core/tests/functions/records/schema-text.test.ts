import { describe, expect, test } from 'vitest';
import { BAD_SCHEMA_TEXT } from '../../../src/errors/record.ts';
import { parseSchemaText, schemaText } from '../../../src/functions/records/schema-text.ts';

describe('a schema written in SQL', () => {
  test.each([
    ['a INT', 'STRUCT<a: INT>'],
    ['a INT, b STRING', 'STRUCT<a: INT, b: STRING>'],
    [
      'STRUCT<a: INT, `b c`: array<map<string,long>>>',
      'STRUCT<a: INT, `b c`: ARRAY<MAP<STRING, BIGINT>>>',
    ],
    ['array<decimal(10, 2)>', 'ARRAY<DECIMAL(10,2)>'],
    ['decimal', 'DECIMAL(10,0)'],
    ['map<string, struct<>>', 'MAP<STRING, STRUCT<>>'],
    [
      'a timestamp_ntz NOT NULL, b date COMMENT "it\'s"',
      'STRUCT<a: TIMESTAMP_NTZ NOT NULL, b: DATE>',
    ],
    ['map STRING, array INT', 'STRUCT<map: STRING, array: INT>'],
    ['  \n int ', 'INT'],
    [
      'a: tinyint, `1`: smallint, `x``y`: binary',
      'STRUCT<a: TINYINT, `1`: SMALLINT, `x``y`: BINARY>',
    ],
  ])('%j means %s', (text, expected) => {
    expect(schemaText(parseSchemaText(text))).toBe(expected);
  });

  test.each([
    ['', 'name'],
    ['a', 'type'],
    ['a INTEGRE', 'type'],
    ['a INT,', 'name'],
    ['a INT b INT', 'end'],
    ['array<int', "'>'"],
    ['a decimal(39,2)', 'decimal of at most 38 digits'],
    ['a decimal(5,6)', 'decimal of at most 38 digits'],
    ['a decimal(x)', 'number'],
    ['a INT NOT', "'NULL'"],
    ['map<string>', "','"],
  ])('%j has no %s where one belongs', (text, expected) => {
    const position = expect.any(Number) as number;
    expect(() => parseSchemaText(text)).toThrow(
      expect.objectContaining({
        condition: BAD_SCHEMA_TEXT.name,
        parameters: { text, position, expected },
      }) as Error,
    );
  });

  test('the text of a type is read as that type', () => {
    const text = 'STRUCT<a: ARRAY<STRUCT<`b-c`: MAP<STRING, DECIMAL(5,3)>>>, d: BOOLEAN>';
    expect(schemaText(parseSchemaText(text))).toBe(text);
  });
});
