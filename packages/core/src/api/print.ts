/** Prints for the person at the terminal who called `show` or `printSchema`. */
export function print(text: string): void {
  // oxlint-disable-next-line no-console -- printing is what was asked for
  console.log(text);
}
