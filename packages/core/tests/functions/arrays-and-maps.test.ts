import { describe } from 'vitest';
import { testRecorded } from './recorded-cases.ts';

describe('arrays, maps and lambdas give what Spark gives', () => {
  testRecorded('arrays-and-maps');
});
