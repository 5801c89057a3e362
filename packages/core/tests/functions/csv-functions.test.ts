import { describe } from 'vitest';
import { testRecorded } from './recorded-cases.ts';

describe('CSV is read and written as Spark does', () => {
  testRecorded('csv-functions');
});
