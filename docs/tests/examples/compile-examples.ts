import { resolve } from 'node:path';
import ts from 'typescript';
import type { Example } from './example.ts';
import { moduleOf } from './example-module.ts';
import { ROOT } from './pages.ts';

/**
 * Type-checks examples, all in one program, each as a module of its own.
 *
 * @returns what the compiler says, with the place on the page; empty when all is well
 */
export function compileExamples(examples: readonly Example[]): readonly string[] {
  const options = optionsOf(resolve(ROOT, 'docs/tsconfig.json'));
  // Beside the tests, so that imports resolve as theirs do.
  const modules = new Map(
    examples.map((example, i) => [
      resolve(ROOT, `docs/tests/example-${i}.ts`).replaceAll('\\', '/'),
      moduleOf(example),
    ]),
  );
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    readFile: (path) => modules.get(path)?.text ?? disk.readFile(path),
    fileExists: (path) => modules.has(path) || disk.fileExists(path),
    getSourceFile(path, languageVersion, ...rest) {
      const text = modules.get(path)?.text;
      return text === undefined
        ? disk.getSourceFile(path, languageVersion, ...rest)
        : ts.createSourceFile(path, text, languageVersion);
    },
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  const said = [...modules].flatMap(([path, module]) => {
    const file = program.getSourceFile(path);
    if (file === undefined) return [`${path}: not compiled`];
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(({ messageText, start = 0 }) => {
      const line = file.getLineAndCharacterOfPosition(start).line + 1;
      return `${module.positionOf(line)} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
  // An example that others continue is compiled with each of them, and says the same each time.
  return [...new Set(said)];
}

function optionsOf(configPath: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as {
    readonly config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve(configPath, '..'));
  // Readers are shown declarations that only the text around them uses, and imports without `type`.
  return {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    verbatimModuleSyntax: false,
  };
}
