import type { TimeZone } from '../../types/time-zone.ts';
import { patternParts } from './pattern-part.ts';
import { readAll } from './read-part.ts';
import { TimeFields } from './time-fields.ts';

/**
 * Reads a text as the pattern says: microseconds, or undefined where it does not match or is no time.
 * Without a zone it gives what the wall clock shows.
 */
export type TimeReader = (text: string, zone: TimeZone | undefined) => number | undefined;

/**
 * The reader of a pattern, see {@link patternParts}. The whole text has to match, letters in any case.
 * Parts that the pattern does not have are those of 1970-01-01T00:00; a zone in the text goes before
 * that of the session.
 *
 * @throws `TIME.BAD_PATTERN`
 */
export function timeReader(pattern: string): TimeReader {
  const read = readAll(patternParts(pattern, true));
  const fields = new TimeFields();
  return (text, zone) => {
    fields.clear();
    return read(text, 0, fields) === text.length ? fields.resolve(zone) : undefined;
  };
}
