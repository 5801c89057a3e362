/** What letters and digits are replaced by; null leaves them. */
export interface MaskCharacters {
  readonly upper: string | null;
  readonly lower: string | null;
  readonly digit: string | null;
  readonly other: string | null;
}

/** Java looks at UTF-16 units: a character of two units is two others. */
const UNITS = /[\s\S]/g;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
const DIGIT = /\p{Nd}/u;

/** Replaces upper case letters, lower case letters, digits and all others, each by one character. */
export function masked(text: string, { upper, lower, digit, other }: MaskCharacters): string {
  return text.replace(UNITS, (unit) => {
    if (UPPER.test(unit)) return upper ?? unit;
    if (LOWER.test(unit)) return lower ?? unit;
    return (DIGIT.test(unit) ? digit : other) ?? unit;
  });
}
