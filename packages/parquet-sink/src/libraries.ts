import type * as Arrow from 'apache-arrow';
import type * as ParquetWasm from 'parquet-wasm';

/** The two libraries that make Parquet bytes: 150 ms to load and 10 MB, so only a query that writes pays for them. */
export interface Libraries {
  readonly arrow: typeof Arrow;
  readonly parquet: typeof ParquetWasm;
}

let loaded: Libraries | undefined;

/** Loads them, once: a module loader may take its time each time it is asked. */
export async function loadLibraries(): Promise<Libraries> {
  if (loaded === undefined) {
    const [arrow, parquet] = await Promise.all([import('apache-arrow'), import('parquet-wasm')]);
    loaded = { arrow, parquet };
  }
  return loaded;
}
