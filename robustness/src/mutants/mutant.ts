/** What has to notice that a protection is gone; named in the table. */
export type Suite = 'simulation' | 'Kafka simulation' | 'checkpoint tests';

/** One text of a source file in place of another. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Stands there exactly once, or the mutant is out of date. */
  readonly find: string;
  readonly replace: string;
}

/** A protocol with one of its protections taken out. A suite that stays green with it tests nothing there. */
export interface Mutant {
  readonly name: string;
  /** What the program does wrong, as a sentence for the table. */
  readonly defect: string;
  readonly edits: readonly Edit[];
  readonly suite: Suite;
}

/** The text with the edit. Throws an Error where the text to replace is not there exactly once. */
export function applyEdit(text: string, { file, find, replace }: Edit): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `${file} has ${parts.length - 1} times \`${find}\`: bring the mutant up to date with the code.`,
    );
  }
  return parts.join(replace);
}
