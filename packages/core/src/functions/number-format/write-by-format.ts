import type { Digits, SqlFormat } from './sql-format.ts';

/**
 * A number as Spark's to_char writes it: spaces for the digits that it lacks, moved in front of a sign;
 * `#` for all digits where the format has too few.
 */
export function writeByFormat(unscaled: bigint, scale: number, format: SqlFormat): string {
  const isNegative = unscaled < 0n;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale).replace(/^0+/, '');
  const behind = digits.slice(digits.length - scale).replace(/0+$/, '');
  const room = format.precision - format.scale;
  const fits = whole.length <= room && behind.length <= format.scale;
  const out = new Line();
  if (format.closing === 'PR' && isNegative) out.append('<');
  if (format.opening !== undefined) out.append(signOf(format.opening, isNegative));
  if (format.hasDollar) out.append('$');
  writeWhole(out, format.groups, fits ? whole.padStart(room, ' ') : '#'.repeat(room));
  if (format.fraction !== undefined) {
    out.point();
    out.append(fits ? behind.padEnd(format.scale, '0') : '#'.repeat(format.scale));
  } else if (format.hasPoint) out.append(' ');
  if (format.closing === 'PR') out.append(isNegative ? '>' : '  ');
  else if (format.closing !== undefined) out.append(signOf(format.closing, isNegative));
  return out.text;
}

function signOf(sign: 'S' | 'MI', isNegative: boolean): string {
  if (isNegative) return '-';
  return sign === 'S' ? '+' : ' ';
}

function writeWhole(out: Line, groups: readonly Digits[], digits: string): void {
  let at = 0;
  for (const [i, { count, isExact }] of groups.entries()) {
    if (i > 0) out.separator();
    for (let k = 0; k < count; k++) {
      const digit = digits[at++] as string;
      if (digit !== ' ') out.append(digit);
      else if (isExact) out.append('0');
      else out.space();
    }
  }
}

/** Text that grows to the right. */
class Line {
  text = '';

  append(more: string): void {
    this.text += more;
  }

  /** A space goes before the sign or bracket that is last so far. */
  space(): void {
    const last = this.text.slice(-1);
    if (last === '+' || last === '-' || last === '<')
      this.text = `${this.text.slice(0, -1)} ${last}`;
    else this.text += ' ';
  }

  /** A comma only behind a digit. */
  separator(): void {
    if (/\d$/.test(this.text)) this.text += ',';
    else this.space();
  }

  /** A space before the point becomes a zero. */
  point(): void {
    if (this.text.endsWith(' ')) this.text = `${this.text.slice(0, -1)}0`;
    this.text += '.';
  }
}
