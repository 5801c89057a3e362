const TYPES = ['number', 'string', 'number | null', 'boolean', 'Date'];

/** A pipeline over a wide row: filters and new columns in turn, then a windowed aggregation. */
export function widePipeline(columns: number, steps: number): string {
  const numberColumn = (i: number): string => `c${(i * 5) % columns}`;
  const fields = Array.from({ length: columns }, (_, i) => `  c${i}: ${TYPES[i % 5]};`);
  const lines = Array.from({ length: steps - 6 }, (_, step) =>
    step % 2 === 1
      ? `  .filter((o) => o.${numberColumn(step)}.gt(${step}))`
      : `  .withColumns((o) => ({ d${step}: o.${numberColumn(step)}.mul(o.${numberColumn(step + 1)}) }))`,
  );
  return [
    `import type { DataFrame, DataStreamWriter } from '../../src/index.ts';`,
    `import { count, sum, window } from '../../src/functions.ts';`,
    `interface Wide {`,
    ...fields,
    `}`,
    `declare const input: DataFrame<Wide>;`,
    `const output = input`,
    ...lines,
    `  .withWatermark('c4', '10 minutes')`,
    `  .groupBy((o) => ({ window: window(o.c4, '5 minutes'), c1: o.c1 }))`,
    `  .agg((o) => ({ total: sum(o.d0), n: count() }))`,
    `  .withColumns((o) => ({ x: o.total.mul(o.n) }))`,
    `  .filter((o) => o.n.gt(1))`,
    `  .select('c1', 'x');`,
    `export const writer: DataStreamWriter<{ c1: string; x: number | null }, 'append' | 'update' | 'complete', 'append'> =`,
    `  output.writeStream.outputMode('append');`,
  ].join('\n');
}
