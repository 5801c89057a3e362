import type { DecimalType } from '../../types/data-type.ts';

const NUMBER = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,9}))?$/i;
const MAX_PRECISION = 38;

/** The digits of a number and how many of them stand behind the point, as `java.math.BigDecimal` counts them. */
export interface Digits {
  readonly precision: number;
  /** Below zero for a number that ends in zeros which an exponent made. */
  readonly scale: number;
}

/** Undefined for text that is no number. */
export function digitsOf(text: string): Digits | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const precision = (whole + fraction).replace(/^0+(?=\d)/, '').length;
  return { precision, scale: fraction.length - Number(exponent) };
}

/** The decimal type of a number's digits; undefined where there is none. */
export function decimalTypeOf(digits: Digits | undefined): DecimalType | undefined {
  if (digits === undefined) return undefined;
  const { precision, scale } = digits;
  if (scale < 0 || scale > precision || precision > MAX_PRECISION) return undefined;
  return { kind: 'decimal', precision, scale };
}
