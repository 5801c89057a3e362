// What `npm install` of the published packages brings along: nothing that runs, or is built, on installing.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly gypfile?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Where Node finds a package from a folder, itself or one above. */
function resolveFrom(folder: string, name: string): string | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(candidate)) return realpathSync(candidate);
  }
  return undefined;
}

/** All that a package needs when it is installed, by folder. What is optional and absent stays out. */
function installedWith(folder: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(folder)) return known;
  known.add(folder);
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const found = resolveFrom(folder, name);
    if (found !== undefined) installedWith(found, known);
    else if (name in dependencies) throw new Error(`${name} is not installed for ${folder}`);
  }
  return known;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
    );
}

const published = readdirSync(PACKAGES)
  .map((name) => realpathSync(join(PACKAGES, name)))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .filter((folder) => manifestOf(folder).private !== true);
const everything = [...new Set(published.flatMap((folder) => [...installedWith(folder)]))];
const foreign = everything.filter((folder) => folder.includes('node_modules'));

test('the published packages and what they need are found at all', () => {
  expect(published.map((folder) => manifestOf(folder).name)).toContain('@tidemark/core');
  const names = foreign.map((folder) => manifestOf(folder).name);
  expect(names).toEqual(expect.arrayContaining(['kafkajs', 'parquet-wasm']));
});

describe.each(everything.map((folder) => [manifestOf(folder).name, folder] as const))(
  '%s',
  (_, folder) => {
    test('runs nothing when it is installed', () => {
      const { scripts = {}, gypfile } = manifestOf(folder);
      const run = INSTALL_SCRIPTS.filter((name) => name in scripts);
      expect([run, gypfile ?? false]).toEqual([[], false]);
    });

    test('builds nothing and brings no machine code', () => {
      const own = folder.includes('node_modules') ? filesIn(folder) : [];
      expect(
        own.filter((file) => /(?:binding\.gyp|\.node|\.so|\.dll|\.dylib)$/.test(file)),
      ).toEqual([]);
    });
  },
);

test('the WebAssembly that runs in the process is the one that was looked at', () => {
  const hashes = foreign.flatMap((folder) =>
    filesIn(folder)
      .filter((file) => file.endsWith('.wasm'))
      .map((file) => {
        const { name, version } = manifestOf(folder);
        const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
        return [
          `${name}@${version} ${file.slice(folder.length + 1).replaceAll('\\', '/')}`,
          hash,
        ] as const;
      }),
  );
  expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
    {
      "@bokuweb/zstd-wasm@0.0.27 dist/common/zstd.wasm": "80260eee5795ee8072bb5821e203730c74dca3909938f5ac1128da67f96223df",
      "@bokuweb/zstd-wasm@0.0.27 dist/esm/zstd.wasm": "80260eee5795ee8072bb5821e203730c74dca3909938f5ac1128da67f96223df",
      "@bokuweb/zstd-wasm@0.0.27 dist/web/zstd.wasm": "80260eee5795ee8072bb5821e203730c74dca3909938f5ac1128da67f96223df",
      "parquet-wasm@0.8.0 bundler/parquet_wasm_bg.wasm": "7636a31df453d8c73aacbed5ae9fd262a71136258f420fa0d97016b8da9e8aa1",
      "parquet-wasm@0.8.0 esm/parquet_wasm_bg.wasm": "7636a31df453d8c73aacbed5ae9fd262a71136258f420fa0d97016b8da9e8aa1",
      "parquet-wasm@0.8.0 node/parquet_wasm_bg.wasm": "7636a31df453d8c73aacbed5ae9fd262a71136258f420fa0d97016b8da9e8aa1",
    }
  `);
});
