import {
  CR,
  type JsonInput,
  LF,
  MINUS,
  NINE,
  PLUS,
  POINT,
  SPACE,
  TAB,
  ZERO,
} from './json-input.ts';
import { NOT_JSON } from './json-syntax.ts';

const LOWER_E = 0x65;
const UPPER_E = 0x45;
const UPPER_I = 0x49;
const UPPER_N = 0x4e;
const LOWER_N = 0x6e;

/** A number as it stands in the text, without needless zeros in front. */
export interface JsonNumber {
  readonly isInteger: boolean;
  readonly text: string;
}

/**
 * The number whose sign, or first digit, was just taken. Jackson first looks ahead and, where that
 * meets the end of the text or a zero, reads once more step by step; a failure leaves the input at
 * another place in the one than in the other, so both are here.
 *
 * @param isRoot - no object or array is open, so that space has to follow
 */
export function takeNumber(input: JsonInput, first: number, isRoot: boolean): JsonNumber {
  const start = input.at - 1;
  const isNegative = first === MINUS;
  const { text } = input;
  let p = input.at;
  if (isNegative) {
    if (p >= text.length) return takeSlowly(input, start, isNegative, isRoot);
    const unit = text.charCodeAt(p++);
    if (!isDigit(unit)) {
      input.at = p;
      return takeInfinity(input, unit, '-');
    }
    if (unit === ZERO) return takeSlowly(input, start, isNegative, isRoot);
  } else if (first === ZERO) {
    return takeSlowly(input, start, isNegative, isRoot);
  }
  const whole = skipDigits(text, p);
  if (whole >= text.length) return takeSlowly(input, start, isNegative, isRoot);
  let unit = text.charCodeAt(whole);
  p = whole;
  let digits = whole - start - (isNegative ? 1 : 0);
  const isInteger = unit !== POINT && unit !== LOWER_E && unit !== UPPER_E;
  if (!isInteger) {
    input.at = ++p;
    if (unit === POINT) {
      const end = skipDigits(text, p);
      if (end >= text.length) return takeSlowly(input, start, isNegative, isRoot);
      if (end === p) throw NOT_JSON;
      digits += end - p;
      unit = text.charCodeAt(end);
      p = end + 1;
    }
    if (unit === LOWER_E || unit === UPPER_E) {
      const sign = text.charCodeAt(p);
      if (sign === MINUS || sign === PLUS) p++;
      const end = skipDigits(text, p);
      if (end >= text.length) return takeSlowly(input, start, isNegative, isRoot);
      if (end === p) throw NOT_JSON;
      digits += end - p;
      p = end + 1;
    }
    p--;
  }
  input.at = p;
  return finish(input, text.slice(start, p), isInteger, digits, isRoot);
}

function takeSlowly(
  input: JsonInput,
  start: number,
  isNegative: boolean,
  isRoot: boolean,
): JsonNumber {
  const { text } = input;
  input.at = isNegative ? start + 1 : start;
  if (input.take() === ZERO) skipLeadingZeros(input);
  const from = input.at - 1;
  input.at = skipDigits(text, input.at);
  let digits = input.at - from;
  let isInteger = true;
  if (text.charCodeAt(input.at) === POINT) {
    isInteger = false;
    const fraction = input.at + 1;
    input.at = skipDigits(text, fraction);
    if (input.at === fraction) {
      if (input.at < text.length) input.at++;
      throw NOT_JSON;
    }
    digits += input.at - fraction;
  }
  const letter = text.charCodeAt(input.at);
  if (letter === LOWER_E || letter === UPPER_E) {
    isInteger = false;
    input.at++;
    let unit = input.take();
    if (unit === MINUS || unit === PLUS) unit = input.take();
    if (!isDigit(unit)) throw NOT_JSON;
    const exponent = input.at - 1;
    input.at = skipDigits(text, input.at);
    digits += input.at - exponent;
  }
  const number = (isNegative ? '-' : '') + text.slice(from, input.at);
  return finish(input, number, isInteger, digits, isRoot);
}

/** Behind a zero; leaves the input behind the last zero that has to go, or the only one. */
function skipLeadingZeros(input: JsonInput): void {
  const { text, syntax } = input;
  if (!isDigit(text.charCodeAt(input.at))) return;
  if (!syntax.allowNumericLeadingZeros) throw NOT_JSON;
  while (text.charCodeAt(input.at) === ZERO) input.at++;
  if (isDigit(text.charCodeAt(input.at))) input.at++;
}

function finish(
  input: JsonInput,
  text: string,
  isInteger: boolean,
  digits: number,
  isRoot: boolean,
): JsonNumber {
  if (isRoot && input.at < input.text.length) {
    const unit = input.text.charCodeAt(input.at);
    if (unit !== SPACE && unit !== TAB && unit !== LF && unit !== CR) {
      input.at++;
      throw NOT_JSON;
    }
  }
  if (digits > input.syntax.maxNumLen) throw NOT_JSON;
  return { isInteger, text };
}

/** What may stand in a number's place: the rest of `-INF`, `+INF`, `-Infinity` or `+Infinity`. */
export function takeInfinity(input: JsonInput, unit: number, sign: '-' | '+'): JsonNumber {
  if (unit !== UPPER_I) throw NOT_JSON;
  const second = input.take();
  if (second === UPPER_N) input.takeWord(`${sign}INF`, 3);
  else if (second === LOWER_N) input.takeWord(`${sign}Infinity`, 3);
  else throw NOT_JSON;
  return special(input, `${sign === '-' ? '-' : ''}Infinity`);
}

/** A word for a number that JSON has none for. */
export function special(input: JsonInput, text: string): JsonNumber {
  if (!input.syntax.allowNonNumericNumbers) throw NOT_JSON;
  return { isInteger: false, text };
}

function skipDigits(text: string, from: number): number {
  let p = from;
  while (isDigit(text.charCodeAt(p))) p++;
  return p;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
