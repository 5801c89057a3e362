import { describe } from 'vitest';
import { testRecorded } from './recorded-cases.ts';

describe('JSON is read and written as Spark does', () => {
  testRecorded('json-functions');
});

// Random types, and texts that fit them mostly; more than half of the texts with random faults.
describe('text with faults gives the nulls that Spark gives', () => {
  testRecorded('from-json-mutated');
});
