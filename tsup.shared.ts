import { defineConfig } from 'tsup';

/** How every published package is built: ESM and declarations, one entry for each door of its `exports`. */
export function library(doors: readonly string[] = ['index']): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: doors.map((door) => `src/${door}.ts`),
    format: 'esm',
    target: 'node20',
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
  });
}
