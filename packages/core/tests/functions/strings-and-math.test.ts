import { describe } from 'vitest';
import { testRecorded } from './recorded-cases.ts';

// In Spark SQL `div` is a function; here `div` is the operator `/`.
const NAMES = { div: 'integral_divide' };

describe('texts, as Spark makes and searches them', () => {
  testRecorded('text');
});
describe('regular expressions, as Spark matches them', () => {
  testRecorded('regexps');
});
describe('encodings, as Spark has them', () => {
  testRecorded('encodings');
});
describe('digests and hashes, as Spark computes them', () => {
  testRecorded('hashes');
});
describe('formats, as Spark writes them', () => {
  testRecorded('number-text');
});
describe('checks and choices, as Spark answers them', () => {
  testRecorded('checks');
});
describe('whole numbers and bits, as Spark counts them', () => {
  testRecorded('math', { names: NAMES });
});
describe('functions of doubles, as Spark computes them', () => {
  testRecorded('transcendental', { digits: 14 });
});
