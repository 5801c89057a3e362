import * as core from '@tidemark/core';
import { DataFrame, DataStreamWriter, GroupedData, Session } from '@tidemark/core';
import { col } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { markdownPages } from './examples/pages.ts';
import { SPARK_API } from './spark-api.ts';

interface Line {
  readonly spark: readonly string[];
  readonly here: string;
  readonly verdict: string;
  readonly note: string;
}

/** What a class of Spark is here, where that can be asked for its members. */
const OURS: Readonly<Record<string, object>> = {
  DataFrame: DataFrame.prototype,
  GroupedData: GroupedData.prototype,
  NaFunctions: core.NaFunctions.prototype,
  DataStreamWriter: DataStreamWriter.prototype,
  SparkSession: Session.prototype,
  Column: col('any'),
  Trigger: core,
  GroupState: core.CallState.prototype,
};

const page = markdownPages().find(({ path }) => path === 'docs/reference/spark-parity.md');
const sections = new Map(
  (page?.text ?? '').split(/^## /m).map((section) => {
    const [heading = '', ...body] = section.split('\n');
    return [heading, linesOf(body)] as const;
  }),
);

describe.each(Object.entries(SPARK_API))('%s', (name, methods) => {
  const lines = sections.get(name) ?? [];

  test('every public method of Spark stands in one line, and no other does', () => {
    const told = lines.flatMap(({ spark }) => spark);
    expect([...told].sort()).toEqual([...methods].sort());
  });

  test('every line says same, different, or not there, and the last two why', () => {
    const verdicts = ['same', 'different', 'not there'];
    expect(lines.filter(({ verdict }) => !verdicts.includes(verdict))).toEqual([]);
    const silent = lines.filter(
      ({ verdict, here, note }) => verdict !== 'same' && here === '' && note === '',
    );
    expect(silent.map(({ spark }) => spark)).toEqual([]);
  });

  const ours = OURS[name];
  test.runIf(ours !== undefined)('what is the same is there', () => {
    const same = lines.flatMap(({ verdict, spark, here }) =>
      verdict === 'same' ? spark.map((method) => ({ method, here })) : [],
    );
    const missing = same.filter(
      ({ method, here }) => !(camelCase(method) in (ours as object)) && here === '',
    );
    expect(missing.map(({ method }) => method)).toEqual([]);
  });
});

function linesOf(body: readonly string[]): readonly Line[] {
  return body
    .filter((line) => line.startsWith('|') && !/^\| (?:-|Spark )/.test(line))
    .map((line) => {
      const [, first = '', here = '', verdict = '', note = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      const spark = [...first.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
      return { spark, here, verdict, note };
    });
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
