import { powerOfTen } from '../numbers/decimal.ts';
import { type ExactDecimal, roundedMagnitude } from './exact-decimal.ts';

/** A pattern of java.text.DecimalFormat, taken apart; English symbols. */
export interface DecimalPattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly negativePrefix: string;
  readonly negativeSuffix: string;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
  /** Digits between two commas; 0 for none. */
  readonly groupSize: number;
  /** 0, 2 for percent, 3 for per mille: places that the number is shifted. */
  readonly shift: number;
}

/** `#,##0.00` as Spark writes it for a number of places. */
export function groupedPattern(places: number): DecimalPattern {
  const [prefix, suffix, negativePrefix, negativeSuffix] = ['', '', '-', ''];
  const [leastFraction, mostFraction] = [places, places];
  return {
    ...{ prefix, suffix, negativePrefix, negativeSuffix, leastFraction, mostFraction },
    ...{ leastWhole: 1, groupSize: 3, shift: 0 },
  };
}

/** Undefined for a pattern that DecimalFormat does not take, and for exponents. */
export function parseDecimalPattern(pattern: string): DecimalPattern | undefined {
  const halves = /^((?:'[^']*'|[^';])*)(?:;((?:'[^']*'|[^'])*))?$/s.exec(pattern);
  const positive = halves?.[1] === undefined ? undefined : subpattern(halves[1]);
  if (positive === undefined) return undefined;
  const negative = halves?.[2] === undefined ? undefined : subpattern(halves[2]);
  if (halves?.[2] !== undefined && negative === undefined) return undefined;
  const isSame =
    negative === undefined ||
    (negative.prefix === positive.prefix && negative.suffix === positive.suffix);
  return {
    ...positive,
    negativePrefix: isSame ? `-${positive.prefix}` : negative.prefix,
    negativeSuffix: isSame ? positive.suffix : negative.suffix,
  };
}

type Subpattern = Omit<DecimalPattern, 'negativePrefix' | 'negativeSuffix'>;

const SUBPATTERN = /^((?:'[^']*'|[^'#0,.])*)([#0,]*)(\.[#0]*)?((?:'[^']*'|[^'#0,.E])*)$/s;

function subpattern(text: string): Subpattern | undefined {
  const [, before, whole = '', point, after] = SUBPATTERN.exec(text) ?? [];
  if (before === undefined || after === undefined) return undefined;
  const fraction = point?.slice(1) ?? '';
  const digits = whole.replaceAll(',', '');
  // Zeros lie around the point, signs for optional digits outside of them.
  if (!/^#*0*$/.test(digits) || !/^0*#*$/.test(fraction) || whole.endsWith(',')) return undefined;
  const zeros = digits.replaceAll('#', '').length;
  const fractionZeros = fraction.replaceAll('#', '').length;
  // Without any zero the digit before the point is shown: '#.#' writes 0.5.
  const isBare = zeros + fractionZeros === 0 && point !== undefined && digits !== '';
  const marks = unquoted(before) + unquoted(after);
  return {
    prefix: plainAffix(before),
    suffix: plainAffix(after),
    leastWhole: isBare ? 1 : zeros,
    leastFraction: fractionZeros,
    mostFraction: fraction.length,
    groupSize: whole.includes(',') ? whole.length - whole.lastIndexOf(',') - 1 : 0,
    shift: marks.includes('%') ? 2 : marks.includes('\u2030') ? 3 : 0,
  };
}

function unquoted(affix: string): string {
  return affix.replace(/'[^']*'/g, '');
}

/** Two quotes are one; what stands between quotes is plain. */
function plainAffix(affix: string): string {
  return affix.replace(/'([^']*)'/g, (_, inside: string) => (inside === '' ? "'" : inside));
}

/** Writes a number, halves to the even neighbour. */
export function formatDecimal(
  value: ExactDecimal,
  isNegative: boolean,
  pattern: DecimalPattern,
): string {
  const { shift, mostFraction, leastFraction, leastWhole, groupSize } = pattern;
  const shifted =
    value.scale >= shift
      ? { unscaled: value.unscaled, scale: value.scale - shift }
      : { unscaled: value.unscaled * powerOfTen(shift - value.scale), scale: 0 };
  const digits = String(roundedMagnitude(shifted, mostFraction, 'half-even'));
  const padded = digits.padStart(mostFraction + 1, '0');
  const cut = padded.length - mostFraction;
  let fraction = padded.slice(cut);
  while (fraction.length > leastFraction && fraction.endsWith('0'))
    fraction = fraction.slice(0, -1);
  let whole = padded.slice(0, cut).replace(/^0+/, '').padStart(leastWhole, '0');
  if (whole === '' && fraction === '') whole = '0';
  const grouped = groupSize > 0 ? grouping(whole, groupSize) : whole;
  return withAffixes(fraction === '' ? grouped : `${grouped}.${fraction}`, isNegative, pattern);
}

/** The text of an infinity. */
export function formatInfinity(isNegative: boolean, pattern: DecimalPattern): string {
  return withAffixes('\u221e', isNegative, pattern);
}

function withAffixes(text: string, isNegative: boolean, pattern: DecimalPattern): string {
  return isNegative
    ? pattern.negativePrefix + text + pattern.negativeSuffix
    : pattern.prefix + text + pattern.suffix;
}

/** Digits with a comma before every group of `size` from the right. */
export function grouping(digits: string, size: number): string {
  let out = digits.slice(-size);
  for (let end = digits.length - size; end > 0; end -= size) {
    out = `${digits.slice(Math.max(end - size, 0), end)},${out}`;
  }
  return out;
}
