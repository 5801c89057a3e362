import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { argument } from './arguments.ts';

/** A function with what it takes: kinds of arguments, `?` after one that may be left out, `*` after one that repeats. */
interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** Reads signatures, one a line: `lpad text count word?`. */
export function signatures(lines: string): readonly Signature[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...parameters] = line.trim().split(' ');
      return { name, parameters };
    });
}

/** A call of one of the functions. */
export function drawCall(random: Random, functions: readonly Signature[]): Json {
  const { name, parameters } = random.pick(functions);
  const args: Json[] = [];
  for (const parameter of parameters) {
    const kind = parameter.replace(/[?*]$/, '');
    if (parameter.endsWith('?')) {
      if (random.chance(0.5)) break;
      args.push(argument(random, kind));
    } else if (parameter.endsWith('*')) {
      for (let i = random.int(0, 2); i > 0; i--) args.push(argument(random, kind));
    } else {
      args.push(argument(random, kind));
    }
  }
  return [name, ...args];
}
