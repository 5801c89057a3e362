import { sparkName } from '../expressions/api-name.ts';
import { Skip } from '../outcome.ts';

/** When an error came, in Spark's order. */
export const PHASES = ['conf', 'build', 'start', 'run'] as const;
export type Phase = (typeof PHASES)[number];

/** An error that no `expectError` has taken yet. */
export interface Failure {
  readonly error: unknown;
  readonly phase: Phase;
}

/** The errors behind an error, itself first. */
function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at !== undefined && chain.length < 12; ) {
    chain.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return chain;
}

/** The names of the conditions of an error and of those behind it. */
export function conditionsOf(error: unknown): readonly string[] {
  return causesOf(error).flatMap((cause) => {
    const { condition } = cause as { readonly condition?: unknown };
    return typeof condition === 'string' ? [condition] : [];
  });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

export function messageOf(error: unknown): string {
  return causesOf(error)
    .map((cause) => oneLine(cause instanceof Error ? cause.message : String(cause)))
    .join(' <- ');
}

type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * Conditions that say, of a plan which Spark takes, that the library does not offer something. With
 * the first release that does, the scenario runs.
 */
const NOT_BUILT: ReadonlyMap<string, (parameters: Parameters) => string> = new Map([
  ['EXPRESSION.UNKNOWN_FUNCTION', ({ name = '' }: Parameters) => `function ${sparkName(name)}`],
  [
    'EXPRESSION.WRONG_ARGUMENTS',
    ({ fn = '', found }: Parameters) => `function ${sparkName(fn)} with arguments: ${found}`,
  ],
]);

/** Rethrows what says that the library lacks something; the rest is for the scenario to judge. */
export function rethrowIfSkip(error: unknown): void {
  if (error instanceof Skip) throw error;
  for (const cause of causesOf(error)) {
    const { condition = '', parameters = {} } = cause as {
      readonly condition?: string;
      readonly parameters?: Parameters;
    };
    const what = NOT_BUILT.get(condition)?.(parameters);
    if (what !== undefined) throw new Skip(`not built yet: ${what}`);
  }
}
