import { UNTRANSLATABLE_PATTERN } from '../../errors/function.ts';
import { parsePattern } from './parse-pattern.ts';
import { canBeEmpty, groupsIn, type PatternNode } from './pattern-node.ts';

/** A regular expression of Java that JavaScript can run, with the same matches. */
export interface JavaPattern {
  readonly pattern: string;
  /** With the flags `g` and `v`. */
  readonly expression: RegExp;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
  /** The place in JavaScript's match of each group of Java; 0 is the whole match. */
  readonly places: readonly number[];
  /** Groups whose text may differ: JavaScript forgets at each repetition what Java keeps. */
  readonly unsettled: ReadonlySet<number>;
}

/**
 * Translates a pattern of `java.util.regex`, so that it matches what it matches in Spark.
 *
 * @throws BAD_PATTERN for what Java does not know, UNTRANSLATABLE_PATTERN for what JavaScript cannot do
 */
export function javaPattern(pattern: string): JavaPattern {
  const { root, groupCount, names } = parsePattern(pattern);
  const translation = new Translation(pattern, groupCount);
  const source = translation.sourceOf(root);
  const { places, unsettled } = translation;
  return {
    ...{ pattern, groupCount, names, places, unsettled },
    expression: new RegExp(source, 'gv'),
  };
}

/** Compiles patterns, and keeps the last one: a column of patterns mostly repeats itself. */
export function patternCache(): (pattern: string) => JavaPattern {
  let last: JavaPattern | undefined;
  return (pattern) => {
    if (last === undefined || last.pattern !== pattern) last = javaPattern(pattern);
    return last;
  };
}

/** The first match at `at` or behind it. */
export function matchFrom(
  { expression }: JavaPattern,
  text: string,
  at: number,
): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

/** Where to look on after a match: an empty one must not be found twice. */
export function afterMatch(match: RegExpExecArray): number {
  const length = match[0].length;
  if (length > 0) return match.index + length;
  return match.index + ((match.input.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1);
}

/** True where the pattern matches anywhere. */
export function matches(pattern: JavaPattern, text: string): boolean {
  return matchFrom(pattern, text, 0) !== null;
}

/**
 * The text of a group, undefined where it took no part. The number must be that of a group.
 *
 * @throws UNTRANSLATABLE_PATTERN for a group whose text JavaScript does not keep
 */
export function groupText(
  { pattern, places, unsettled }: JavaPattern,
  match: RegExpExecArray,
  number: number,
): string | undefined {
  if (unsettled.has(number)) {
    const construct = `the text of group ${number}, which not every repetition around it sets`;
    throw UNTRANSLATABLE_PATTERN.error({ pattern, construct });
  }
  return match[places[number] as number];
}

class Translation {
  readonly places: number[] = [0];
  readonly unsettled = new Set<number>();
  readonly #pattern: string;
  readonly #groupCount: number;
  #groups = 0;
  /** Groups that have matched for certain whenever this place of the pattern is reached. */
  #certain: ReadonlySet<number> = new Set();

  constructor(pattern: string, groupCount: number) {
    this.#pattern = pattern;
    this.#groupCount = groupCount;
  }

  sourceOf(node: PatternNode): string {
    switch (node.kind) {
      case 'atom':
        return node.source;
      case 'sequence':
        return node.parts.map((part) => this.sourceOf(part)).join('');
      case 'choice':
        return this.#choice(node.options);
      case 'group':
        return this.#group(node);
      case 'look':
        return this.#look(node.opener, node.body);
      case 'atomic':
        return this.#atomic(() => this.sourceOf(node.body));
      case 'repeat':
        return node.mode === 'possessive'
          ? this.#atomic(() => this.#repeat(node))
          : this.#repeat(node);
      case 'back-reference':
        return this.#backReference(node.number);
    }
  }

  /** What one option sets is not certain behind the choice. */
  #choice(options: readonly PatternNode[]): string {
    const before = this.#certain;
    const sources = options.map((option) => {
      this.#certain = before;
      return this.sourceOf(option);
    });
    this.#certain = before;
    return `(?:${sources.join('|')})`;
  }

  #group({ number, body }: PatternNode & { readonly kind: 'group' }): string {
    if (number === undefined) return `(?:${this.sourceOf(body)})`;
    this.#groups++;
    this.places[number] = this.#groups;
    const source = `(${this.sourceOf(body)})`;
    this.#certain = new Set([...this.#certain, number]);
    return source;
  }

  /** JavaScript matches backwards behind, so groups of more than one length share differently. */
  #look(opener: string, body: PatternNode): string {
    const before = this.#certain;
    const source = `(${opener}${this.sourceOf(body)})`;
    if (opener.endsWith('!')) this.#certain = before;
    if (opener.startsWith('?<') && groupsIn(body).length > 1) {
      for (const group of groupsIn(body)) this.unsettled.add(group);
    }
    return source;
  }

  /** A look ahead does not give back, and what it captured is then matched again, as it is. */
  #atomic(body: () => string): string {
    this.#groups++;
    const own = this.#groups;
    return `(?:(?=(${body()}))\\${own}(?:))`;
  }

  #repeat({ body, least, most, mode }: PatternNode & { readonly kind: 'repeat' }): string {
    const before = this.#certain;
    const source = this.sourceOf(body);
    for (const group of groupsIn(body)) {
      if (most > 1 && (canBeEmpty(body) || !this.#certain.has(group))) this.unsettled.add(group);
    }
    if (least === 0) this.#certain = before;
    const isOne = body.kind === 'atom' && body.consumes;
    return `${isOne ? source : `(?:${source})`}${counted(least, most)}${mode === 'lazy' ? '?' : ''}`;
  }

  #backReference(number: number): string {
    // Java: a reference to a group that does not exist never matches.
    if (number > this.#groupCount) return '(?!)';
    if (!this.#certain.has(number) || this.unsettled.has(number)) {
      const construct = `a back reference to group ${number}, which may not have matched`;
      throw UNTRANSLATABLE_PATTERN.error({ pattern: this.#pattern, construct });
    }
    return `\\${this.places[number]}(?:)`;
  }
}

function counted(least: number, most: number): string {
  if (most === Infinity) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  return least === 0 && most === 1 ? '?' : `{${least},${most}}`;
}
