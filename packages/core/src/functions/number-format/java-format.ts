/** One piece of a format of java.util.Formatter: plain text, or what to do with a value. */
export type FormatPiece = string | Specifier;

export interface Specifier {
  readonly text: string;
  /** The argument from 1; 0 for the one before (`%<`), undefined for the next. */
  readonly index: number | undefined;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** In lower case; `isUpper` tells of the other case. */
  readonly conversion: string;
  readonly isUpper: boolean;
}

const SPECIFIER = /%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([a-zA-Z%])/y;
/** The flags that a conversion takes. */
const FLAGS: ReadonlyMap<string, RegExp> = new Map([
  ['b', /^-*$/],
  ['s', /^-*$/],
  ['c', /^-*$/],
  ['d', /^[-+ 0,(]*$/],
  ['o', /^[-#0]*$/],
  ['x', /^[-#0]*$/],
  ['e', /^[-#+ 0(]*$/],
  ['f', /^[-#+ 0,(]*$/],
  ['g', /^[-+ 0,(]*$/],
  ['%', /^-*$/],
  ['n', /^$/],
]);
const UPPER = /^[BSCXEG]$/;

/** Takes a format apart; a text for the error where Java would refuse it. */
export function parseFormat(format: string): readonly FormatPiece[] | { readonly refused: string } {
  const pieces: FormatPiece[] = [];
  let plain = '';
  for (let at = 0; at < format.length; ) {
    if (format[at] !== '%') {
      plain += format[at++];
      continue;
    }
    SPECIFIER.lastIndex = at;
    const match = SPECIFIER.exec(format);
    if (match === null) return { refused: 'a format whose every % begins a conversion' };
    at += match[0].length;
    const specifier = specifierOf(match);
    const refused = refusal(specifier);
    if (refused !== undefined) return { refused };
    if (specifier.conversion === 'n') plain += '\n';
    else {
      if (plain !== '') pieces.push(plain);
      plain = '';
      pieces.push(specifier);
    }
  }
  if (plain !== '') pieces.push(plain);
  return pieces;
}

function specifierOf(match: RegExpExecArray): Specifier {
  const [text, index, flags = '', width, precision, letter = ''] = match;
  return {
    text,
    index: index !== undefined ? Number.parseInt(index, 10) : flags.includes('<') ? 0 : undefined,
    flags: flags.replaceAll('<', ''),
    width: width === undefined ? undefined : Number(width),
    precision: precision === undefined ? undefined : Number(precision.slice(1)),
    conversion: UPPER.test(letter) ? letter.toLowerCase() : letter,
    isUpper: UPPER.test(letter),
  };
}

function refusal({ text, flags, width, precision, conversion }: Specifier): string | undefined {
  const allowed = FLAGS.get(conversion);
  if (allowed === undefined) return `a format without the conversion '${text}'`;
  const has = (flag: string): boolean => flags.includes(flag);
  if (!allowed.test(flags) || new Set(flags).size < flags.length) {
    return `a format without these flags of '${text}'`;
  }
  if ((has('-') && has('0')) || (has('+') && has(' ')))
    return `a format without both flags of '${text}'`;
  if ((has('-') || has('0')) && width === undefined) return `a format with a width in '${text}'`;
  if (precision !== undefined && /^[cdoxn%]$/.test(conversion)) {
    return `a format without the precision of '${text}'`;
  }
  return conversion === 'n' && width !== undefined
    ? `a format without the width of '${text}'`
    : undefined;
}
