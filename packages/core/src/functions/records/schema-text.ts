import { BAD_SCHEMA_TEXT } from '../../errors/record.ts';
import {
  BINARY,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  type Field,
  INT,
  LONG,
  NULL,
  STRING,
  TIMESTAMP,
} from '../../types/data-type.ts';

/*
 * Types as Spark SQL writes them:
 *
 *   schema  := fields | type
 *   fields  := [field (',' field)*]
 *   field   := name [':'] type ['NOT' 'NULL'] ['COMMENT' string]
 *   type    := 'ARRAY' '<' type '>' | 'MAP' '<' type ',' type '>' | 'STRUCT' '<' fields '>'
 *            | word ['(' number [',' number] ')']
 *   name    := word | '`' (anything but '`' | '``')* '`'
 */

const SCALARS: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['boolean', BOOLEAN],
  ['tinyint', { kind: 'byte' }],
  ['byte', { kind: 'byte' }],
  ['smallint', { kind: 'short' }],
  ['short', { kind: 'short' }],
  ['int', INT],
  ['integer', INT],
  ['bigint', LONG],
  ['long', LONG],
  ['float', { kind: 'float' }],
  ['real', { kind: 'float' }],
  ['double', DOUBLE],
  ['date', DATE],
  ['timestamp', TIMESTAMP],
  ['timestamp_ltz', TIMESTAMP],
  ['timestamp_ntz', { kind: 'timestamp_ntz' }],
  ['string', STRING],
  ['binary', BINARY],
  ['void', NULL],
]);
const DECIMALS: ReadonlySet<string> = new Set(['decimal', 'dec', 'numeric']);
const MAX_PRECISION = 38;

const SPACE = /\s*/y;
const WORD = /\w+/y;
const QUOTED_NAME = /`((?:[^`]|``)*)`/y;
const STRING_LITERAL = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy;

/**
 * Reads a type, or the fields of a struct without `STRUCT` around them.
 *
 * @throws {@link BAD_SCHEMA_TEXT}
 */
export function parseSchemaText(text: string): DataType {
  const bare =
    /^\s*(?:array|map|struct)\s*</i.test(text) || /^\s*\w+\s*(?:\(.*\)\s*)?$/s.test(text);
  const reader = new SchemaReader(text);
  return bare ? reader.whole(reader.type()) : reader.whole(reader.struct());
}

class SchemaReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What was read, which has to be all. */
  whole(type: DataType): DataType {
    this.#take(SPACE);
    return this.#at === this.#text.length ? type : this.#fail('end');
  }

  struct(): DataType {
    const fields: Field[] = [];
    do fields.push(this.#field());
    while (this.#has(','));
    return { kind: 'struct', fields };
  }

  #field(): Field {
    const name = this.#name();
    this.#has(':');
    const dataType = this.type();
    const isRequired = this.#hasWord('not');
    if (isRequired && !this.#hasWord('null')) this.#fail("'NULL'");
    if (this.#hasWord('comment') && this.#token(STRING_LITERAL) === undefined) this.#fail('text');
    return { name, dataType, nullable: !isRequired };
  }

  type(): DataType {
    const word = this.#token(WORD)?.[0].toLowerCase() ?? this.#fail('type');
    switch (word) {
      case 'array': {
        this.#expect('<');
        const element = this.type();
        this.#expect('>');
        return { kind: 'array', element, containsNull: true };
      }
      case 'map': {
        this.#expect('<');
        const key = this.type();
        this.#expect(',');
        const value = this.type();
        this.#expect('>');
        return { kind: 'map', key, value, valueContainsNull: true };
      }
      case 'struct': {
        this.#expect('<');
        if (this.#has('>')) return { kind: 'struct', fields: [] };
        const type = this.struct();
        this.#expect('>');
        return type;
      }
      default:
        return DECIMALS.has(word) ? this.#decimal() : (SCALARS.get(word) ?? this.#fail('type'));
    }
  }

  #decimal(): DataType {
    if (!this.#has('(')) return { kind: 'decimal', precision: 10, scale: 0 };
    const precision = this.#number();
    const scale = this.#has(',') ? this.#number() : 0;
    this.#expect(')');
    if (precision > MAX_PRECISION || scale > precision) this.#fail('decimal of at most 38 digits');
    return { kind: 'decimal', precision, scale };
  }

  #number(): number {
    const digits = this.#token(WORD)?.[0] ?? '';
    return /^\d{1,9}$/.test(digits) ? Number(digits) : this.#fail('number');
  }

  #name(): string {
    const quoted = this.#token(QUOTED_NAME);
    if (quoted !== undefined) return (quoted[1] as string).replaceAll('``', '`');
    return this.#token(WORD)?.[0] ?? this.#fail('name');
  }

  #has(mark: string): boolean {
    this.#take(SPACE);
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #hasWord(word: string): boolean {
    const at = this.#at;
    if (this.#token(WORD)?.[0].toLowerCase() === word) return true;
    this.#at = at;
    return false;
  }

  #expect(mark: string): void {
    if (!this.#has(mark)) this.#fail(`'${mark}'`);
  }

  #token(pattern: RegExp): RegExpExecArray | undefined {
    this.#take(SPACE);
    return this.#take(pattern);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #fail(expected: string): never {
    throw BAD_SCHEMA_TEXT.error({ text: this.#text, position: this.#at + 1, expected });
  }
}

const SQL_NAMES: Readonly<Record<string, string>> = {
  ...{ byte: 'TINYINT', short: 'SMALLINT', long: 'BIGINT', null: 'VOID' },
};

/** The text that {@link parseSchemaText} reads as a type, as Spark writes it: `STRUCT<id: BIGINT>`. */
export function schemaText(type: DataType): string {
  switch (type.kind) {
    case 'struct':
      return `STRUCT<${type.fields.map(fieldText).join(', ')}>`;
    case 'array':
      return `ARRAY<${schemaText(type.element)}>`;
    case 'map':
      return `MAP<${schemaText(type.key)}, ${schemaText(type.value)}>`;
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    default:
      return SQL_NAMES[type.kind] ?? type.kind.toUpperCase();
  }
}

function fieldText({ name, dataType, nullable }: Field): string {
  const isPlain = /^\w+$/.test(name) && !/^\d+$/.test(name);
  const shown = isPlain ? name : `\`${name.replaceAll('`', '``')}\``;
  return `${shown}: ${schemaText(dataType)}${nullable ? '' : ' NOT NULL'}`;
}
