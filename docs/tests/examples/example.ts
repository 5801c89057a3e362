import { markdownPages, type Page, sourceFiles } from './pages.ts';

// How pages mark their examples, after the fence:
//
//   ```ts                     compiled, as a module of its own, with the prelude of the page
//   ```ts continues           compiled as the continuation of the example before it
//   ```ts prelude=kafka       compiled with another prelude: a file of `preludes/`
//   ```ts run                 compiled and run
//   ```ts no-check <reason>   only read
//   ```text output            what the example before it prints when it runs

/** A piece of TypeScript that a reader is shown. */
export interface Example {
  /** `docs/guide/testing.md:12`, the line of its first line of code. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly code: string;
  /** A file of `preludes/`, which defines what the example takes for granted. */
  readonly prelude: string;
  readonly isRun: boolean;
  /** What it prints; undefined where the page does not say. */
  readonly output: string | undefined;
  /** The example that this one continues. */
  readonly continued: Example | undefined;
  /** Why it is not compiled; undefined for one that is. */
  readonly uncheckedBecause: string | undefined;
}

/** What the pages and docstrings of a package take for granted, where it is not the shop. */
const PRELUDES: readonly (readonly [RegExp, string])[] = [
  [/^README\.md$/, 'readme'],
  [/^packages\/kafka-client\//, 'kafka-client'],
  [/^packages\/kafka-testkit\//, 'kafka-testkit'],
  [/^packages\/core\/src\/(?!sinks|sources)/, 'frames'],
  [/^packages\/testing\/src\//, 'testing'],
];

/** Every example of every page and docstring. */
export function allExamples(): readonly Example[] {
  return [
    ...markdownPages().flatMap((page) => examplesOf(page, blocksOf(page.text))),
    ...sourceFiles().flatMap((page) => examplesOf(page, blocksOf(docstringsOf(page.text)))),
  ];
}

interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly line: number;
  readonly code: string;
}

function examplesOf({ path }: Page, blocks: readonly Block[]): readonly Example[] {
  const ofPath = PRELUDES.find(([pattern]) => pattern.test(path))?.[1] ?? 'shop';
  const examples: Example[] = [];
  for (const [i, { language, words, line, code }] of blocks.entries()) {
    if (language !== 'ts' && language !== 'typescript') continue;
    const [mark, ...reason] = words;
    const next = blocks[i + 1];
    const continued = words.includes('continues') ? examples.at(-1) : undefined;
    const named = words.find((word) => word.startsWith('prelude='))?.slice('prelude='.length);
    examples.push({
      id: `${path}:${line}`,
      path,
      line,
      code,
      prelude: named ?? continued?.prelude ?? ofPath,
      isRun: words.includes('run'),
      output: next?.words[0] === 'output' ? next.code : undefined,
      continued,
      uncheckedBecause: mark === 'no-check' ? reason.join(' ') : undefined,
    });
  }
  return examples;
}

/** The fenced blocks of a text. */
function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^ *```([^\n`]*)\n(.*?)^ *```$/gms)].map((match) => {
    const [, info = '', code = ''] = match;
    const [language = '', ...words] = info.trim().split(/\s+/);
    return { language, words, line: text.slice(0, match.index).split('\n').length + 1, code };
  });
}

/** A source with its docstrings only, bare of their stars, each line where it was. */
function docstringsOf(source: string): string {
  let isInside = false;
  return source
    .split('\n')
    .map((line) => {
      if (/^\s*\/\*\*/.test(line)) isInside = true;
      const text = isInside ? line.replace(/^\s*\*(?!\/) ?/, '') : '';
      if (line.includes('*/')) isInside = false;
      return isInside ? text : '';
    })
    .join('\n');
}
