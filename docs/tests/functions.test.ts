import * as functions from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { functionNames } from '../../packages/core/src/functions/registry.ts';
import { markdownPages, type Page } from './examples/pages.ts';
import { SCALA_FUNCTIONS, SQL_FUNCTIONS } from './spark-functions.ts';

/** A line of a table whose first column is headed `Spark`. */
interface Entry {
  readonly page: string;
  /** The names in the first column that are names of functions. */
  readonly spark: readonly string[];
  /** The text of the second column. */
  readonly here: string;
}

/** What expressions record for methods and for `when()`, and rewrites of the optimizer, under names that nobody calls by. */
const RECORDED = [
  'caseWhen',
  'getItem',
  'in',
  'minusInterval',
  'namedStruct',
  'plusInterval',
  'whileRead',
];

const pages = markdownPages().filter(({ path }) => /^docs\/reference\/functions\b/.test(path));
const entries = pages.flatMap(entriesOf);
const built = entries.filter(({ here }) => !/^(not built|$)/.test(here));
const { scalars, aggregates } = functionNames();
const registered = new Set([...scalars, ...aggregates]);
const isThere = (name: string): boolean =>
  name in functions || registered.has(name) || name in functions.col('any');

test('every function of Spark 3.5 stands in exactly one table', () => {
  const places = new Map<string, string[]>();
  for (const { page, spark } of entries) {
    for (const name of spark) places.set(name, [...(places.get(name) ?? []), page]);
  }
  const all = [...SQL_FUNCTIONS, ...SCALA_FUNCTIONS];
  expect(all.length).toBeGreaterThan(450);
  expect(all.filter((name) => !places.has(name))).toEqual([]);
  const isOften = (name: string): boolean => (places.get(name)?.length ?? 0) > 1;
  expect(all.filter(isOften).map((name) => [name, places.get(name)])).toEqual([]);
});

test('a name that a table says is here can be imported, called by name, or is a method', () => {
  const unknown = built.flatMap(({ page, spark, here }) => {
    const names = here.startsWith('the same') ? spark.map(camelCase) : namesIn(here);
    return names.filter((name) => !isThere(name)).map((name) => `${page}: ${name}`);
  });
  expect(unknown).toEqual([]);
});

test('every function of the registry stands in a table', () => {
  const told = new Set(
    built.flatMap(({ spark, here }) => [...spark.map(camelCase), ...spark, ...namesIn(here)]),
  );
  const plain = new Set([...told].map((name) => name.toLowerCase()));
  const isTold = (name: string): boolean => plain.has(name.toLowerCase());
  const untold = [...registered].filter((name) => !isTold(name) && !RECORDED.includes(name));
  expect(untold).toEqual([]);
});

describe('the front page of the functions', () => {
  const front = pages.find(({ path }) => path === 'docs/reference/functions.md')?.text ?? '';

  test('counts what is built', () => {
    const known = new Set(SQL_FUNCTIONS);
    const done = new Set(built.flatMap(({ spark }) => spark.filter((name) => known.has(name))));
    expect(front).toContain(`${done.size} of the ${known.size} functions of Spark 3.5's SQL`);
  });

  test('leads to every family', () => {
    const families = pages.map(({ path }) => path.replace('docs/reference/', ''));
    const lost = families.filter(
      (path) => path !== 'functions.md' && !front.includes(`](${path})`),
    );
    expect(lost).toEqual([]);
  });
});

function entriesOf({ path, text }: Page): readonly Entry[] {
  return [...text.matchAll(/^\| Spark +\|.*\n\| -.*\n((?:\|.*\n)+)/gm)].flatMap(([, body = '']) =>
    body
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, first = '', here = ''] = line.split(/(?<!\\)\|/);
        const spark = codesIn(first).map((code) => code.replace('\\|', '|'));
        return {
          page: path,
          spark: spark.filter((code) => /^[\w!%&*+\-/<>=^|~]+$/.test(code)),
          here: here.trim(),
        };
      }),
  );
}

function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** `abs` of `abs`, `regrCount` of `callAggregate('regrCount', …)`, `when` of `when(…).otherwise(…)`. */
function namesIn(here: string): readonly string[] {
  return codesIn(here).flatMap((code) => {
    const byName = /^call(?:Function|Aggregate)\('(\w+)'/.exec(code)?.[1];
    const name = byName ?? /^\w+(?=$|\()/.exec(code)?.[0];
    return name === undefined ? [] : [name];
  });
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
