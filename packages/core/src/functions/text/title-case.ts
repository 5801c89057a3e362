/** Letters whose title case is not their upper case: the digraphs of Unicode. */
const TITLE: ReadonlyMap<string, string> = new Map([
  ...['Ǆ', 'ǅ', 'ǆ'].map((c) => [c, 'ǅ'] as const),
  ...['Ǉ', 'ǈ', 'ǉ'].map((c) => [c, 'ǈ'] as const),
  ...['Ǌ', 'ǋ', 'ǌ'].map((c) => [c, 'ǋ'] as const),
  ...['Ǳ', 'ǲ', 'ǳ'].map((c) => [c, 'ǲ'] as const),
]);
const GEORGIAN = /[\u10d0-\u10ff]/;

/** Lower case, but for the first letter of each word; only spaces part words, as in Spark. */
export function titleCase(text: string): string {
  const lower = text.toLowerCase();
  let out = '';
  for (let start = 0; start < lower.length; ) {
    const space = lower.indexOf(' ', start);
    const end = space < 0 ? lower.length : space + 1;
    out += titleOf(lower[start] as string) + lower.slice(start + 1, end);
    start = end;
  }
  return out;
}

/** A letter that has no title case of one character stays (ß). */
function titleOf(letter: string): string {
  const title = TITLE.get(letter) ?? letter.toUpperCase();
  return title.length !== letter.length || GEORGIAN.test(letter) ? letter : title;
}
