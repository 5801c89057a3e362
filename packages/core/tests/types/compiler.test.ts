import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { docExamples } from './doc-examples.ts';
import { widePipeline } from './wide-pipeline.ts';

// The compiler is the unit here, and it is slow on a busy machine.
const TIMEOUT = { timeout: 60_000 };

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const messagesOf = (diagnostics: readonly ts.Diagnostic[]): string[] =>
  diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));

test.each(['misuse', 'unsupported-operations'])(
  'the compiler says of each case of %s what is written beside it',
  TIMEOUT,
  (table) => {
    const path = here(`./${table}.test-d.ts`);
    const source = readFileSync(path, 'utf8');
    const expected = [...source.matchAll(/@ts-expect-error (.*)$/gm)].map(
      ({ 1: text = '', index }) => ({ text, line: source.slice(0, index).split('\n').length + 1 }),
    );
    const { program, diagnostics } = compile(path, source.replaceAll('@ts-expect-error', '--'));
    const file = program.getSourceFile(path) as ts.SourceFile;
    const said = new Map<number, string>();
    for (const { start = 0, messageText } of diagnostics) {
      const line = file.getLineAndCharacterOfPosition(start).line + 1;
      const text = ts.flattenDiagnosticMessageText(messageText, '\n');
      said.set(line, `${said.get(line) ?? ''}${text}\n`);
    }
    for (const { text, line } of expected) {
      expect.soft(said.get(line) ?? '', `line ${line}`).toContain(text);
    }
    expect([...said.keys()]).toEqual(expected.map(({ line }) => line));
  },
);

describe('the cost of types', () => {
  test('60 columns and 25 steps cost at most 12,000 instantiations', TIMEOUT, () => {
    const { program, diagnostics } = compile(here('./wide.ts'), widePipeline(60, 25));
    expect(messagesOf(diagnostics)).toEqual([]);
    expect(program.getInstantiationCount()).toBeLessThanOrEqual(12_000);
  });

  test('a chain of 100 steps does not reach the depth limit', TIMEOUT, () => {
    const { diagnostics } = compile(here('./long.ts'), widePipeline(60, 100));
    expect(messagesOf(diagnostics)).toEqual([]);
  });
});

test('every example in the documentation of frames and functions compiles', TIMEOUT, () => {
  const { text, count } = docExamples();
  const { diagnostics } = compile(here('./examples.ts'), text);
  expect(messagesOf(diagnostics)).toEqual([]);
  expect(count).toBeGreaterThan(40);
});
