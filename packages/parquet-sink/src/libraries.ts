import type * as Arrow from 'apache-arrow';
import type * as ParquetWasm from 'parquet-wasm';

/** The two libraries that make Parquet bytes: 150 ms to load and 10 MB, so only a query that writes pays for them. */
export interface Libraries {
  readonly arrow: typeof Arrow;
  readonly parquet: typeof ParquetWasm;
}

/** Loads them; the module loader remembers, so asking again is free. */
export async function loadLibraries(): Promise<Libraries> {
  const [arrow, parquet] = await Promise.all([import('apache-arrow'), import('parquet-wasm')]);
  return { arrow, parquet };
}
