import { describe, expect, it } from 'vitest';
import {
  kindOf,
  lifeUntil,
  parseDisturbance,
  printDisturbance,
} from '../../src/simulate/disturbance.ts';

describe('the line of an execution', () => {
  it.each([
    ['--seed 8231', 'undisturbed'],
    ['--seed 8231 --crash 41/metadata-only', 'crash'],
    ['--seed 8231 --crash 41/metadata-only --then 7/random:9', 'crash in recovery'],
    ['--seed 1 --fault 41/ENOSPC/sticky --crash end/all-unsynced', 'fault'],
    ['--seed 1 --fault 3/ENOSPC/wrote:0.25 --fault read:7/EIO --crash end/kill', 'fault'],
    ['--seed 1 --crash 9/kill --fault 7/EROFS --then end/kill', 'fault'],
    ['--seed 1 --hazard request:17/drop-after --crash end/kill', 'request'],
    ['--seed 1 --two 12 --crash end/kill', 'two processes'],
    ['--seed 1 --clock 12 --crash 30/kill', 'clock'],
  ])('%s is read as it was written', (line, kind) => {
    const disturbance = parseDisturbance(line);
    expect(printDisturbance(disturbance)).toBe(line);
    expect(kindOf(disturbance)).toBe(kind);
  });

  it('may leave out how the last life ends', () => {
    expect(parseDisturbance('--seed 3 --fault 4/EIO').lives).toEqual([
      lifeUntil('end', 'kill', undefined, { faults: [{ at: 4, code: 'EIO' }] }),
    ]);
  });

  it.each([
    ['--seed x', /--seed wants a number, not 'x'/],
    ['--crash 3/kill', /names no --seed/],
    ['--seed 1 --crash 3/nothing', /no crash.*all-unsynced/],
    ['--seed 1 --fault 3/EWHAT', /no fault.*ENOSPC/],
    ['--seed 1 --hazard 3', /no hazard/],
    ['--seed 1 --crush 3/kill', /'--crush' is no option/],
  ])('%s is refused, and says why', (line, reason) => {
    expect(() => parseDisturbance(line)).toThrow(reason);
  });
});
