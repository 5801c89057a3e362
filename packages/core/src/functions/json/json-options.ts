import type { RecordOptions } from '../records/record-options.ts';
import { DEFAULT_SYNTAX, type JsonSyntax } from './json-syntax.ts';

/** What the options of a call say about the text itself. */
export function syntaxOf(options: RecordOptions): JsonSyntax {
  const flag = (name: keyof JsonSyntax & `allow${string}`): boolean =>
    options.flag(name, DEFAULT_SYNTAX[name]);
  const count = (name: keyof JsonSyntax & `max${string}`): number =>
    options.count(name, DEFAULT_SYNTAX[name]);
  return {
    allowComments: flag('allowComments'),
    allowUnquotedFieldNames: flag('allowUnquotedFieldNames'),
    allowSingleQuotes: flag('allowSingleQuotes'),
    allowNumericLeadingZeros: flag('allowNumericLeadingZeros'),
    allowNonNumericNumbers: flag('allowNonNumericNumbers'),
    allowBackslashEscapingAnyCharacter: flag('allowBackslashEscapingAnyCharacter'),
    allowUnquotedControlChars: flag('allowUnquotedControlChars'),
    maxNestingDepth: count('maxNestingDepth'),
    maxNumLen: count('maxNumLen'),
    maxStringLen: count('maxStringLen'),
  };
}
