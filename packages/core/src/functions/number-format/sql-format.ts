/** A format of Spark's to_number and to_char, taken apart. */
export interface SqlFormat {
  readonly format: string;
  /** `S` shows plus and minus, `MI` only minus. */
  readonly opening: 'S' | 'MI' | undefined;
  /** `PR` puts what is below zero in angle brackets. */
  readonly closing: 'S' | 'MI' | 'PR' | undefined;
  readonly hasDollar: boolean;
  /** Digits before the point, group by group, parted by commas. */
  readonly groups: readonly Digits[];
  readonly hasPoint: boolean;
  /** Digits behind the point; undefined for none. */
  readonly fraction: Digits | undefined;
  /** The decimal that holds all numbers of this format. */
  readonly precision: number;
  readonly scale: number;
}

/** A run of 0 and 9. One that begins with 0 stands for exactly as many digits. */
export interface Digits {
  readonly count: number;
  readonly isExact: boolean;
}

const FORMAT = /^(S|MI)?(\$)?((?:[09]+(?:,[09]+)*)?)(\.)?([09]*)(S|MI|PR)?$/;

/** Undefined for a text that is no such format. `D` is a point, `G` a comma; case does not count. */
export function parseSqlFormat(format: string): SqlFormat | undefined {
  const text = format.toUpperCase().replaceAll('D', '.').replaceAll('G', ',');
  const match = FORMAT.exec(text);
  if (match === null) return undefined;
  const [, opening, dollar, whole = '', point, behind = '', closing] = match;
  const scale = behind.length;
  const precision = whole.replaceAll(',', '').length + scale;
  if (precision === 0) return undefined;
  return {
    format,
    opening: opening as SqlFormat['opening'],
    closing: closing as SqlFormat['closing'],
    hasDollar: dollar !== undefined,
    groups: whole === '' ? [] : whole.split(',').map(digitsOf),
    hasPoint: point !== undefined,
    fraction: behind === '' ? undefined : digitsOf(behind),
    ...{ precision, scale },
  };
}

function digitsOf(run: string): Digits {
  return { count: run.length, isExact: run.startsWith('0') };
}

/**
 * The unscaled value of a text, with the scale of the format; undefined where it does not match.
 * White space may stand anywhere.
 */
export function readByFormat(text: string, format: SqlFormat): bigint | undefined {
  let rest = text.replace(/\s/g, '');
  const accept = (character: string): boolean => {
    if (!rest.startsWith(character)) return false;
    rest = rest.slice(character.length);
    return true;
  };
  /** True for a minus; without any sign the number is positive. */
  const sign = (kind: SqlFormat['closing']): boolean =>
    kind === undefined || (kind === 'S' && accept('+')) ? false : accept('-');
  const digits = (expected: readonly Digits[]): string | undefined => {
    const run = /^[0-9,]*/.exec(rest)?.[0] ?? '';
    rest = rest.slice(run.length);
    return digitsByGroups(run, expected);
  };

  const isBracketed = format.closing === 'PR' && accept('<');
  const isNegative = sign(format.opening) !== isBracketed;
  if (format.hasDollar && !accept('$')) return undefined;
  const whole = digits(format.groups);
  const hasPoint = format.hasPoint && accept('.');
  const { fraction } = format;
  const behind =
    fraction === undefined || (!hasPoint && !fraction.isExact) ? '' : digits([fraction]);
  if (whole === undefined || behind === undefined) return undefined;
  const isOpposite = format.closing !== 'PR' && sign(format.closing);
  if (isBracketed && !accept('>')) return undefined;
  if (rest !== '') return undefined;
  const all = whole + behind.padEnd(format.scale, '0');
  // Without places behind the point no text at all is no number; with them it is zero, as in Spark.
  if (all === '') return undefined;
  const value = BigInt(all);
  return isNegative !== isOpposite ? -value : value;
}

/** The digits of a run with commas, whose groups are compared from the right. */
function digitsByGroups(run: string, expected: readonly Digits[]): string | undefined {
  const found = run.split(',');
  if (found.length > Math.max(expected.length, 1)) return undefined;
  if (expected.length === 0 && run !== '') return undefined;
  for (let i = 1; i <= expected.length; i++) {
    const { count, isExact } = expected[expected.length - i] as Digits;
    const length = found[found.length - i]?.length ?? 0;
    if (isExact ? length !== count : length > count) return undefined;
  }
  return found.join('');
}
