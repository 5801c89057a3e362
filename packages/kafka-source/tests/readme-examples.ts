import { readFileSync } from 'node:fs';

/** The examples in a README that a file, which the compiler checks, does not have word for word. */
export function uncompiledExamples(readme: URL, compiled: URL): readonly string[] {
  const code = readFileSync(compiled, 'utf8');
  const blocks = readFileSync(readme, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  return [...blocks].map(([, example = '']) => example).filter((text) => !code.includes(text));
}
