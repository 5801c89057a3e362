/** The text of an unscaled decimal, all its digits: `decimalText(1050n, 2)` is `'10.50'`. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `BigDecimal.toString`: plain, or with an exponent below 1E-6 (Spark's cast with ANSI off). */
export function scientificDecimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const power = digits.length - 1 - scale;
  if (scale === 0 || power >= -6) return decimalText(unscaled, scale);
  const rest = digits.slice(1);
  return `${unscaled < 0n ? '-' : ''}${digits[0]}${rest === '' ? '' : `.${rest}`}E${power}`;
}
