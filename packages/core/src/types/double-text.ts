/** A double as Java and therefore Spark prints it: `1.0`, `0.001`, `1.0E7`, `NaN`, `-Infinity`. */
export function doubleText(value: number): string {
  return fractionalText(value, value.toExponential());
}

/** A double that holds a 32 bit float, as Java prints a float: the fewest digits that mean that float. */
export function floatText(value: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return fractionalText(value, text);
  }
  return fractionalText(value, value.toExponential());
}

/** @param exponential - the digits and the exponent to show, as `toExponential` gives them */
function fractionalText(value: number, exponential: string): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const sign = value < 0 ? '-' : '';
  const [mantissa = '', exponent = '0'] = exponential.slice(sign.length).split('e');
  const digits = mantissa.replace('.', '').replace(/(?<=.)0+$/, '');
  const power = Number(exponent);
  if (power < -3 || power >= 7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${power}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  return `${sign}${whole}.${digits.slice(power + 1) || '0'}`;
}
