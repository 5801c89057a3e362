import type { Suite } from '../../src/index.ts';

/** The titles of the laws that do not hold. */
export async function failingLaws({ laws }: Suite): Promise<readonly string[]> {
  const failing: string[] = [];
  for (const { title, run } of laws) {
    await run().catch(() => failing.push(title));
  }
  return failing;
}

/** True where the law of this title does not hold. */
export async function isBroken(suite: Suite, title: string): Promise<boolean> {
  const laws = suite.laws.filter((law) => law.title === title);
  if (laws.length === 0) throw new Error(`there is no law '${title}'`);
  return (await failingLaws({ ...suite, laws })).length > 0;
}
