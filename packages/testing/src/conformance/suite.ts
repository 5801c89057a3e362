import { AssertionError } from 'node:assert';

/** One thing that a connector has to do, with a test of it. */
export interface Law {
  /** A sentence; names the law in `knownGaps`. Stable across releases. */
  readonly title: string;
  /** Rejects where the law does not hold. May be called again. */
  readonly run: () => Promise<void>;
}

/** The laws of one kind of connector, for one connector. */
export interface Suite {
  readonly name: string;
  readonly laws: readonly Law[];
}

/**
 * Laws that a connector is known to break, and why: titles to reasons. Such a law has to fail: a gap
 * that was closed is reported, so that the list stays true.
 */
export type KnownGaps = Readonly<Record<string, string>>;

/** A place in a framework for tests: vitest, jest, or `node:test`. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
}

/**
 * Makes a test of each law, in vitest, jest or `node:test`.
 *
 * @example
 * ```ts
 * runSuite(describeSource({ name: 'numbers', create }), { describe, it });
 * ```
 */
export function runSuite({ name, laws }: Suite, { describe, it }: TestFramework): void {
  describe(name, () => {
    for (const { title, run } of laws) it(title, () => run());
  });
}

/** A suite whose known gaps are turned around. */
export function suiteOf(name: string, laws: readonly Law[], knownGaps: KnownGaps = {}): Suite {
  const titles = new Set(laws.map(({ title }) => title));
  for (const title of Object.keys(knownGaps)) {
    requireLaw(titles.has(title), `knownGaps: there is no law '${title}' for this connector`);
  }
  return {
    name,
    laws: laws.map((law) => {
      const reason = knownGaps[law.title];
      return reason === undefined ? law : gapOf(law, reason);
    }),
  };
}

function gapOf({ title, run }: Law, reason: string): Law {
  return {
    title: `${title} (known gap: ${reason})`,
    run: async () => {
      const isBroken = await run().then(
        () => false,
        () => true,
      );
      requireLaw(isBroken, `the law holds now: remove '${title}' from knownGaps`);
    },
  };
}

/** Fails a law. */
export function requireLaw(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new AssertionError({ message: otherwise });
}
