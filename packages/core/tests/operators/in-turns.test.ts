import { describe, expect, it } from 'vitest';
import { inTurns } from '../../src/operators/in-turns.ts';

/** A clock that says when it gave a turn away. */
const clockOf = (said: string[]): { yield(): Promise<void> } => ({
  yield: () => {
    said.push('turn');
    return Promise.resolve();
  },
});

describe('work in turns', () => {
  it('that has no pause is done at once', () => {
    const said: string[] = [];
    const work: Iterator<void> = {
      next: () => {
        said.push('all');
        return { done: true, value: undefined };
      },
    };
    expect(inTurns(work, clockOf(said))).toBeUndefined();
    expect(said).toEqual(['all']);
  });

  it('gives others a turn at every pause', async () => {
    const said: string[] = [];
    function* work(): Generator<void> {
      said.push('a');
      yield;
      said.push('b');
      yield;
      said.push('c');
    }
    await inTurns(work(), clockOf(said));
    expect(said).toEqual(['a', 'turn', 'b', 'turn', 'c']);
  });

  it('that fails after a pause fails whoever waits for it', async () => {
    function* work(): Generator<void> {
      yield;
      throw new Error('out of paper');
    }
    await expect(inTurns(work(), clockOf([]))).rejects.toThrow('out of paper');
  });
});
