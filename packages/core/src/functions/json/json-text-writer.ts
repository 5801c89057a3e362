import { NOT_JSON } from './json-syntax.ts';

/** How a text is written. */
export interface JsonTextStyle {
  /** Lines and indents, as Jackson's DefaultPrettyPrinter has them. */
  readonly isPretty?: boolean;
  /** The highest code point that is written as it is; others become `\uXXXX`. */
  readonly escapes?: 'surrogates' | 'nonAscii';
  /** Between values that are in nothing. */
  readonly rootSeparator?: string;
}

/** As Jackson writes UTF-8 bytes: characters beyond U+FFFF as two escapes. */
export const AS_BYTES: JsonTextStyle = { escapes: 'surrogates' };
/** As Jackson writes to a character stream. */
export const AS_CHARACTERS: JsonTextStyle = {};

const ESCAPED: Readonly<Record<'control' | 'surrogates' | 'nonAscii', RegExp>> = {
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  control: /[\u0000-\u001f"\\]/g,
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  surrogates: /[\u0000-\u001f"\\\ud800-\udfff]/g,
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  nonAscii: /[\u0000-\u001f"\\]|[^\u0000-\u007f]/g,
};
const SHORT: ReadonlyMap<string, string> = new Map(
  ['b\b', 't\t', 'n\n', 'f\f', 'r\r', '""', '\\\\'].map((pair) => [
    pair.charAt(1),
    `\\${pair.charAt(0)}`,
  ]),
);

interface Scope {
  readonly kind: 'root' | 'object' | 'array';
  /** Values, or names, written. */
  count: number;
}

/** Writes JSON text as the generators of Jackson 2.15 do. */
export class JsonTextWriter {
  #out = '';
  readonly #scopes: Scope[] = [{ kind: 'root', count: 0 }];
  readonly #style: JsonTextStyle;
  readonly #escaped: RegExp;

  constructor(style: JsonTextStyle) {
    this.#style = style;
    this.#escaped = ESCAPED[style.escapes ?? 'control'];
  }

  /** What has been written. */
  get text(): string {
    return this.#out;
  }

  startObject(): void {
    this.#separate();
    this.#out += '{';
    this.#scopes.push({ kind: 'object', count: 0 });
  }

  /** @throws `JsonFailure` where no object is open */
  endObject(): void {
    const { count } = this.#leave('object');
    if (this.#style.isPretty === true) {
      if (count > 0) this.#breakLine();
      else this.#out += ' ';
    }
    this.#out += '}';
  }

  startArray(): void {
    this.#separate();
    this.#out += '[';
    this.#scopes.push({ kind: 'array', count: 0 });
  }

  /** @throws `JsonFailure` where no array is open */
  endArray(): void {
    this.#leave('array');
    this.#out += this.#style.isPretty === true ? ' ]' : ']';
  }

  /** @throws `JsonFailure` outside of objects */
  name(name: string): void {
    const scope = this.#scope;
    if (scope.kind !== 'object') throw NOT_JSON;
    if (scope.count++ > 0) this.#out += ',';
    if (this.#style.isPretty === true) this.#breakLine();
    this.#out += this.#quoted(name);
    this.#out += this.#style.isPretty === true ? ' : ' : ':';
  }

  /** Writes a string. */
  string(text: string): void {
    this.value(this.#quoted(text));
  }

  /** Writes a value that is JSON text already. */
  value(json: string): void {
    this.#separate();
    this.#out += json;
  }

  /** Writes text as it is, whatever is around it. */
  raw(text: string): void {
    this.#out += text;
  }

  get #scope(): Scope {
    return this.#scopes[this.#scopes.length - 1] as Scope;
  }

  #separate(): void {
    const scope = this.#scope;
    if (scope.kind === 'object') return;
    if (scope.count++ > 0) {
      this.#out += scope.kind === 'array' ? ',' : (this.#style.rootSeparator ?? ' ');
    }
    if (scope.kind === 'array' && this.#style.isPretty === true) this.#out += ' ';
  }

  #leave(kind: Scope['kind']): Scope {
    const scope = this.#scope;
    if (scope.kind !== kind) throw NOT_JSON;
    this.#scopes.pop();
    return scope;
  }

  #breakLine(): void {
    const depth = this.#scopes.filter(({ kind }) => kind === 'object').length;
    this.#out += `\n${'  '.repeat(depth)}`;
  }

  #quoted(text: string): string {
    return `"${text.replace(this.#escaped, escape)}"`;
  }
}

/** `\n`, or a number in capitals for each UTF-16 unit. */
function escape(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `\\u${code}`;
}
