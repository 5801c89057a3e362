import { nearestName } from './nearest-name.ts';
import { UNKNOWN_OPTION } from './option.ts';

/** The names of all options of a kind: the compiler sees to it that none is left out. */
export type OptionNames<O> = { readonly [K in keyof O]-?: true };

/**
 * Refuses options by names that there are not, for users whom no compiler tells. An option that was
 * misspelt would otherwise do nothing, silently.
 *
 * @param of - what takes the options, for the message: `kafkaSource()`
 * @throws {@link UNKNOWN_OPTION} with the name that was probably meant
 */
export function checkOptions(
  of: string,
  options: object,
  names: Readonly<Record<string, true>>,
): void {
  for (const option of Object.keys(options)) {
    if (Object.hasOwn(names, option)) continue;
    const known = Object.keys(names);
    throw UNKNOWN_OPTION.error({ of, option, known, suggestion: nearestName(option, known) });
  }
}
