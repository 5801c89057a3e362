/** A regular expression of Java, taken apart as far as JavaScript needs to see it. */
export type PatternNode = Atom | Sequence | Choice | Group | Look | Atomic | Repeat | BackReference;

/** A piece without groups, already in JavaScript's syntax (flag `v`). */
export interface Atom {
  readonly kind: 'atom';
  readonly source: string;
  /** Matches one character or more; assertions match none. */
  readonly consumes: boolean;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly parts: readonly PatternNode[];
}

export interface Choice {
  readonly kind: 'choice';
  readonly options: readonly PatternNode[];
}

/** A capturing group with its number in Java, or a group that only holds together. */
export interface Group {
  readonly kind: 'group';
  readonly number: number | undefined;
  readonly body: PatternNode;
}

/** A look ahead (`?=`, `?!`) or behind (`?<=`, `?<!`). */
export interface Look {
  readonly kind: 'look';
  readonly opener: '?=' | '?!' | '?<=' | '?<!';
  readonly body: PatternNode;
}

/** What it matched once it does not give back. */
export interface Atomic {
  readonly kind: 'atomic';
  readonly body: PatternNode;
}

export interface Repeat {
  readonly kind: 'repeat';
  readonly body: PatternNode;
  readonly least: number;
  readonly most: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

export interface BackReference {
  readonly kind: 'back-reference';
  readonly number: number;
}

/** True where it may match the empty text. */
export function canBeEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case 'atom':
      return !node.consumes;
    case 'sequence':
      return node.parts.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'group':
    case 'atomic':
      return canBeEmpty(node.body);
    case 'repeat':
      return node.least === 0 || canBeEmpty(node.body);
    case 'look':
    case 'back-reference':
      return true;
  }
}

/** The numbers of the capturing groups in it. */
export function groupsIn(node: PatternNode): readonly number[] {
  switch (node.kind) {
    case 'atom':
    case 'back-reference':
      return [];
    case 'sequence':
      return node.parts.flatMap(groupsIn);
    case 'choice':
      return node.options.flatMap(groupsIn);
    case 'group':
      return node.number === undefined
        ? groupsIn(node.body)
        : [node.number, ...groupsIn(node.body)];
    case 'look':
    case 'atomic':
    case 'repeat':
      return groupsIn(node.body);
  }
}
