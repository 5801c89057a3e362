import { expect, test } from 'vitest';
import { parquetSource } from '../src/index.ts';

test('an option that was misspelt is refused, with the name that was meant', () => {
  const options = { path: 'in', maxFilePerTrigger: 1 };
  expect(() => parquetSource(options)).toThrow(
    "[OPTION.UNKNOWN] parquetSource() has no option 'maxFilePerTrigger'.",
  );
  expect(() => parquetSource(options)).toThrow("Did you mean 'maxFilesPerTrigger'?");
});
