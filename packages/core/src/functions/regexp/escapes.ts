import type { PatternReader } from './pattern-reader.ts';

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['a', '\x07'],
  ['e', '\x1b'],
]);

/** The character of an escape, after its backslash; undefined where `letter` stands for no character. */
export function escapedCharacter(letter: string, reader: PatternReader): string | undefined {
  const control = CONTROLS.get(letter);
  if (control !== undefined) return control;
  switch (letter) {
    case '':
      throw reader.bad('a backslash stands at the end');
    case '0':
      return octal(reader);
    case 'x':
      if (reader.peek() !== '{') return String.fromCharCode(hexadecimal(reader, 2));
      reader.next();
      return bracedCharacter(reader);
    case 'u':
      return utf16Character(reader);
    case 'c': {
      const controlled = reader.next();
      if (controlled === '') throw reader.bad('a control character is missing');
      return String.fromCodePoint((controlled.codePointAt(0) as number) ^ 64);
    }
    default:
      return /^[A-Za-z1-9]$/.test(letter) ? undefined : letter;
  }
}

/** One to three octal digits, up to 0377. */
function octal(reader: PatternReader): string {
  let digits = '';
  const most = /[0-3]/.test(reader.peek()) ? 3 : 2;
  while (digits.length < most && /^[0-7]$/.test(reader.peek())) digits += reader.next();
  if (digits === '') throw reader.bad('an octal escape has no digits');
  return String.fromCharCode(Number.parseInt(digits, 8));
}

function hexadecimal(reader: PatternReader, count: number): number {
  let digits = '';
  while (digits.length < count) {
    if (!/^[0-9A-Fa-f]$/.test(reader.peek())) throw reader.bad('a hexadecimal digit is missing');
    digits += reader.next();
  }
  return Number.parseInt(digits, 16);
}

function bracedCharacter(reader: PatternReader): string {
  const digits = reader.until('}');
  const code = /^[0-9A-Fa-f]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(code <= 0x10ffff)) throw reader.bad(`'${digits}' is no code of a character`);
  return String.fromCodePoint(code);
}

/** Two escapes of surrogates are one character. */
function utf16Character(reader: PatternReader): string {
  const first = hexadecimal(reader, 4);
  const isHigh = first >= 0xd800 && first < 0xdc00;
  if (!isHigh || reader.peek() !== '\\' || reader.peek(1) !== 'u')
    return String.fromCharCode(first);
  reader.accept('\\u');
  return String.fromCharCode(first, hexadecimal(reader, 4));
}
