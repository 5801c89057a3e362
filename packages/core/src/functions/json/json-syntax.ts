/** What a reader takes beyond JSON itself; the names are those of Spark's options. */
export interface JsonSyntax {
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowNonNumericNumbers: boolean;
  readonly allowBackslashEscapingAnyCharacter: boolean;
  readonly allowUnquotedControlChars: boolean;
  /** Objects and arrays inside each other. */
  readonly maxNestingDepth: number;
  /** Digits of a number. */
  readonly maxNumLen: number;
  /** Characters of a string. */
  readonly maxStringLen: number;
}

/** What `from_json` takes when no option says otherwise (JSONOptions, Jackson 2.15). */
export const DEFAULT_SYNTAX: JsonSyntax = {
  allowComments: false,
  allowUnquotedFieldNames: false,
  allowSingleQuotes: true,
  allowNumericLeadingZeros: false,
  allowNonNumericNumbers: true,
  allowBackslashEscapingAnyCharacter: false,
  allowUnquotedControlChars: false,
  maxNestingDepth: 1000,
  maxNumLen: 1000,
  maxStringLen: 20_000_000,
};

/** What `get_json_object` and its kin take, as Hive did (jsonExpressions.SharedFactory). */
export const HIVE_SYNTAX: JsonSyntax = {
  ...DEFAULT_SYNTAX,
  allowNonNumericNumbers: false,
  allowUnquotedControlChars: true,
};

/**
 * How reading a text fails. Control flow inside this folder, so one instance for each reason serves
 * all records, and says nothing about the data.
 */
export class JsonFailure extends Error {
  override readonly name: string = 'JsonFailure';
}

export const NOT_JSON: JsonFailure = new JsonFailure('the text is no JSON');

const IDENTIFIER_PART =
  // oxlint-disable-next-line no-control-regex -- Java's identifiers have them
  /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mc}\p{Mn}\p{Cf}\u0000-\u0008\u000e-\u001b\u007f-\u009f]/u;
const IDENTIFIER_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;

/** `Character.isJavaIdentifierPart` of a UTF-16 unit. */
export function isIdentifierPart(unit: number): boolean {
  return IDENTIFIER_PART.test(String.fromCharCode(unit));
}

/** `Character.isJavaIdentifierStart` of a UTF-16 unit. */
export function isIdentifierStart(unit: number): boolean {
  return IDENTIFIER_START.test(String.fromCharCode(unit));
}
