import { resolve } from 'node:path';
import ts from 'typescript';
import { allExamples } from './example.ts';
import { moduleOf } from './example-module.ts';

const SCHEME = 'example:';

/** Lets tests import an example by its id: `await import('example:docs/guide/testing.md:12')`. */
export function exampleModules(): {
  readonly name: string;
  resolveId(id: string, importer?: string): string | undefined;
  load(id: string): string | undefined;
} {
  const modules = new Map(
    allExamples().map((example) => [`\0${SCHEME}${example.id}`, moduleOf(example).text]),
  );
  return {
    name: 'example-modules',
    resolveId(id, importer) {
      if (id.startsWith(SCHEME)) return `\0${id}`;
      // An example stands beside the tests, and imports its prelude from there.
      const isPrelude = importer?.startsWith(`\0${SCHEME}`) === true && id.startsWith('./');
      return isPrelude ? resolve(import.meta.dirname, '..', id) : undefined;
    },
    load(id) {
      const text = modules.get(id);
      if (text === undefined) return undefined;
      const { ES2022 } = ts.ScriptTarget;
      const compilerOptions = { target: ES2022, module: ts.ModuleKind.ES2022 };
      return ts.transpileModule(text, { compilerOptions }).outputText;
    },
  };
}
