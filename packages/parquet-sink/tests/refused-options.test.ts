import { expect, test } from 'vitest';
import { parquetSink } from '../src/index.ts';

test('an option that was misspelt is refused, with the name that was meant', () => {
  const options = { path: 'out', partionBy: ['country'] };
  expect(() => parquetSink(options)).toThrow(
    "[OPTION.UNKNOWN] parquetSink() has no option 'partionBy'.",
  );
  expect(() => parquetSink(options)).toThrow("Did you mean 'partitionBy'?");
});
