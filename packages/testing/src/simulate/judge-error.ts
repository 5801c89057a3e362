import { SimCrash } from '../sim-fs.ts';
import { Hang } from './until-settled.ts';

/** Says what is wrong with an error that ended a process; undefined for one that had to be expected. */
export function judgeError(error: Error, isDisturbed: boolean): string | undefined {
  const chain = chainOf(error);
  const hang = chain.find((cause) => cause instanceof Hang);
  if (hang !== undefined) return `a process does not end: ${hang.message}`;
  if (!isDisturbed) return `a process that nothing happened to fails: ${textOf(error)}`;
  const isExpected = chain.some((cause) => cause instanceof SimCrash || isInjected(cause));
  if (isExpected || chain.some(isNamed)) return undefined;
  return `a process ends with an error that has no name, and is not the one it met: ${textOf(error)}`;
}

/** The error and what led to it. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let e = error; e instanceof Error && !chain.includes(e); e = e.cause) chain.push(e);
  return chain;
}

const isInjected = (error: Error): boolean => 'code' in error && 'path' in error;
/** An error of the engine says what failed by its cause: the query alone is not enough of a name. */
const isNamed = (error: Error): boolean =>
  typeof (error as { condition?: unknown }).condition === 'string' &&
  (error as { condition?: unknown }).condition !== 'QUERY.FAILED';

function textOf(error: Error): string {
  return chainOf(error)
    .map(({ name, message }) => `${name}: ${message}`)
    .join('\n  caused by ');
}
