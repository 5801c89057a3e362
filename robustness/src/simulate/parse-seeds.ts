import { InvalidArgumentError } from 'commander';

/** A seed on the command line. */
export function parseSeed(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

/** `A..B` on the command line: both, and what is between. */
export function parseSeeds(text: string): readonly number[] {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (from === undefined || Number(to) < Number(from)) {
    throw new InvalidArgumentError('It has to be two numbers: 1..40.');
  }
  return seedsFrom(Number(from), Number(to));
}

/** All numbers from one to another, both included. */
export function seedsFrom(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
