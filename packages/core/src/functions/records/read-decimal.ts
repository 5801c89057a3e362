import type { DecimalType } from '../../types/data-type.ts';
import { powerOfTen } from '../numbers/decimal.ts';
import { parseDecimal } from '../numbers/parse-number.ts';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A decimal as `java.math.BigDecimal` reads it, rounded half up; undefined where it does not fit. */
export function readDecimal(text: string, { precision, scale }: DecimalType): bigint | undefined {
  const unscaled = DECIMAL.test(text) ? parseDecimal(text, scale) : undefined;
  const limit = powerOfTen(precision);
  return unscaled !== undefined && unscaled < limit && unscaled > -limit ? unscaled : undefined;
}
