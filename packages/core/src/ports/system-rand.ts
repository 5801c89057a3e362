import { randomBytes, randomUUID } from 'node:crypto';
import type { Rand } from './rand.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** The machine's randomness. */
export const systemRand: Rand = {
  next: () => Math.random(),
  uuid: () => randomUUID(),
  attemptId: () => Array.from(randomBytes(8), (byte) => DIGITS[byte % DIGITS.length]).join(''),
};
