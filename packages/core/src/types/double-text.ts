import { type Digits, digitsOfDouble, digitsOfFloat } from './java-digits.ts';

/** A double as Java 17 and therefore Spark prints it: `1.0`, `0.001`, `1.0E7`, `NaN`, `-Infinity`. */
export function doubleText(value: number): string {
  return fractionalText(value, (size) => shortDigits(size) ?? digitsOfDouble(size));
}

/** A double that holds a 32 bit float, as Java 17 prints a float. */
export function floatText(value: number): string {
  return fractionalText(value, (size) => shortFloatDigits(size) ?? digitsOfFloat(size));
}

/** Far from these no number is without its full precision. */
const [MIN_NORMAL, MIN_NORMAL_FLOAT] = [1e-300, 1e-37];

/**
 * The fewest digits that mean a double, where Java shows them too: a decimal this short is nearer to it
 * than half the way to a neighbour, but those of a power of two are not equally far.
 */
function shortDigits(size: number): Digits | undefined {
  if (size < MIN_NORMAL || size >= 2 ** 53 || Number.isInteger(Math.log2(size))) return undefined;
  const [mantissa = '', power = ''] = size.toExponential().split('e');
  if (mantissa.length > 16) return undefined;
  return { digits: mantissa.replace('.', ''), power: Number(power) };
}

function shortFloatDigits(size: number): Digits | undefined {
  if (size < MIN_NORMAL_FLOAT || size >= 2 ** 24 || Number.isInteger(Math.log2(size)))
    return undefined;
  const [mantissa = '', power = ''] = size.toExponential(5).split('e');
  if (Math.fround(Number(`${mantissa}e${power}`)) !== size) return undefined;
  return { digits: mantissa.replace('.', '').replace(/(?<=.)0+$/, ''), power: Number(power) };
}

function fractionalText(value: number, digitsOf: (size: number) => Digits): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const sign = value < 0 ? '-' : '';
  const { digits, power } = digitsOf(Math.abs(value));
  if (power < -3 || power >= 7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${power}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  return `${sign}${whole}.${digits.slice(power + 1) || '0'}`;
}
