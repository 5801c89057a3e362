import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TSCONFIG = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** Parsed once for all compilations of a test file. */
const sourceFiles = new Map<string, ts.SourceFile | undefined>();

/** Type-checks one file whose text is given, as a file of this package; the others come from the disk. */
export function compile(
  path: string,
  text: string,
): { readonly program: ts.Program; readonly diagnostics: readonly ts.Diagnostic[] } {
  const read = ts.getParsedCommandLineOfConfigFile(
    TSCONFIG,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  const options = { ...read?.options, noUnusedLocals: false };
  const host = ts.createCompilerHost(options);
  const fromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion) =>
    name === path
      ? ts.createSourceFile(name, text, languageVersion, true)
      : cached(name, () => fromDisk(name, languageVersion));
  const onDisk = host.fileExists.bind(host);
  host.fileExists = (name) => name === path || onDisk(name);
  const program = ts.createProgram([path], options, host);
  return { program, diagnostics: program.getSemanticDiagnostics(program.getSourceFile(path)) };
}

function cached(name: string, make: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!sourceFiles.has(name)) sourceFiles.set(name, make());
  return sourceFiles.get(name);
}
