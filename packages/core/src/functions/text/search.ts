import { characterOfUnit, unitOfCharacter } from './characters.ts';

/** The position of `part`, counted in characters from 1; 0 where it is not there. */
export function positionOf(part: string, text: string, from = 1): number {
  if (from < 1) return 0;
  if (part === '') return 1;
  const unit = text.indexOf(part, unitOfCharacter(text, from - 1));
  return unit < 0 ? 0 : characterOfUnit(text, unit) + 1;
}

/** The place of a text in a list with commas, from 1; 0 where it is not there or has a comma itself. */
export function placeInSet(text: string, list: string): number {
  return text.includes(',') ? 0 : list.split(',').indexOf(text) + 1;
}

/**
 * All before the `count`th delimiter from the left, or, below zero, all behind it from the right.
 * Delimiters may overlap, as in Spark: they are looked for from the next character on.
 */
export function beforeDelimiter(text: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return '';
  if (count > 0) {
    let at = -1;
    for (let left = count; left > 0; left--) {
      at = text.indexOf(delimiter, at + 1);
      if (at < 0) return text;
    }
    return text.slice(0, at);
  }
  let at = text.length - delimiter.length + 1;
  for (let left = -count; left > 0; left--) {
    at = at <= 0 ? -1 : text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return text;
  }
  return text.slice(at + delimiter.length);
}

/** How many characters have to be put in, taken out or changed to make one text of the other. */
export function editDistance(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  let before = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const change = (before[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const other = Math.min(before[j] as number, row[j - 1] as number) + 1;
      row[j] = change < other ? change : other;
    }
    [before, row] = [row, before];
  }
  return before[b.length] as number;
}
