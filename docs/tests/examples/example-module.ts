import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import type { Example } from './example.ts';
import { ROOT } from './pages.ts';

/** An example as a module that can be compiled and run. */
export interface ExampleModule {
  readonly text: string;
  /** The example and the line of it that a line of the module shows; both count from 1. */
  positionOf(line: number): string;
}

/**
 * Makes a module of an example: what it continues, then itself, and imports of what it uses of its
 * prelude and does not declare.
 */
export function moduleOf(example: Example): ExampleModule {
  const parts = chainOf(example);
  const code = parts.map((part) => part.code).join('');
  const lines = parts.flatMap(({ path, line, code: own }) =>
    own
      .split('\n')
      .slice(0, -1)
      .map((_, i) => `${path}:${line + i}`),
  );
  return {
    text: `${preludeImports(example.prelude, code)}\n${code}export {};\n`,
    positionOf: (line) => lines[line - 2] ?? lines.at(-1) ?? example.id,
  };
}

/** The examples that one builds upon, first to last, and itself. */
export function chainOf(example: Example): readonly Example[] {
  return example.continued === undefined ? [example] : [...chainOf(example.continued), example];
}

/** Imports of what the code mentions and does not declare: from where the prelude has it, or from the prelude. */
function preludeImports(prelude: string, code: string): string {
  const path = resolve(ROOT, `docs/tests/preludes/${prelude}.ts`);
  const { declared } = namesOf(parse('example.ts', code));
  return [...exportsOf(path)]
    .filter(([name]) => !declared.has(name) && isMentioned(name, code))
    .map(([name, from]) => `import { ${name} } from '${from ?? `./preludes/${prelude}.ts`}';`)
    .join(' ');
}

function isMentioned(name: string, code: string): boolean {
  return new RegExp(`(?<![.\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(code);
}

const exportsByFile = new Map<string, ReadonlyMap<string, string | undefined>>();

/** The names a module exports, each with the package it passes it on from; undefined for its own. */
function exportsOf(path: string): ReadonlyMap<string, string | undefined> {
  const known = exportsByFile.get(path);
  if (known !== undefined) return known;
  const file = parse(path, readFileSync(path, 'utf8'));
  const found = new Map<string, string | undefined>();
  const named = new Map<string, string | undefined>();
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier, exportClause } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) continue;
    const from = moduleSpecifier.text;
    if (exportClause !== undefined) for (const name of namesIn(statement)) named.set(name, from);
    else for (const name of exportsOf(fileOf(from, path)).keys()) found.set(name, from);
  }
  for (const name of namesOf(file).exported) found.set(name, named.get(name));
  exportsByFile.set(path, found);
  return found;
}

/** The source of a module; of `@tidemark/core/functions` it is `packages/core/src/functions.ts`. */
function fileOf(specifier: string, importer: string): string {
  if (specifier.startsWith('.')) return resolve(importer, '..', specifier);
  const [, name, door = 'index'] = specifier.split('/');
  return resolve(ROOT, `packages/${name}/src/${door}.ts`);
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

/** The names that the top level of a module declares or imports, and those it exports. */
function namesOf(file: ts.SourceFile): {
  readonly declared: ReadonlySet<string>;
  readonly exported: readonly string[];
} {
  const declared = new Set<string>();
  const exported = new Set<string>();
  for (const statement of file.statements) {
    const names = namesIn(statement);
    if (ts.isExportDeclaration(statement)) for (const name of names) exported.add(name);
    else for (const name of names) declared.add(name);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      for (const name of names) exported.add(name);
    }
  }
  return { declared, exported: [...exported] };
}

function namesIn(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    const { namedBindings } = clause ?? {};
    const names = clause?.name === undefined ? [] : [clause.name.text];
    if (namedBindings === undefined) return names;
    return ts.isNamespaceImport(namedBindings)
      ? [...names, namedBindings.name.text]
      : [...names, ...namedBindings.elements.map(({ name }) => name.text)];
  }
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    return exportClause !== undefined && ts.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => name.text)
      : [];
  }
  const { name } = statement as { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}
