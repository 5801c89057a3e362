import type { Rand } from '@tidemark/core/connector';
import { randomNumbers } from './random-numbers.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Randomness that depends on the seed only. */
export function seededRand(seed: number): Rand {
  const next = randomNumbers(seed);
  const digits = (count: number, base: number): string =>
    Array.from({ length: count }, () => DIGITS[Math.floor(next() * base)]).join('');
  return {
    next,
    uuid: () => {
      const variant = '89ab'[Math.floor(next() * 4)] as string;
      return `${digits(8, 16)}-${digits(4, 16)}-4${digits(3, 16)}-${variant}${digits(3, 16)}-${digits(12, 16)}`;
    },
    attemptId: () => digits(8, 36),
  };
}
