import type { StreamingError } from '../../errors/condition.ts';
import { TYPE_MISMATCH, WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Argument } from '../function.ts';

const COUNTS = [
  'no arguments',
  'one argument',
  'two arguments',
  'three arguments',
  'four arguments',
];

/** Checks how many arguments a call has. `most` absent: exactly `least`; Infinity: no limit. */
export function expectCount(
  fn: string,
  args: readonly Argument[],
  least: number,
  most: number = least,
): void {
  if (args.length >= least && args.length <= most) return;
  const expected =
    least === most
      ? (COUNTS[least] ?? `${least} arguments`)
      : most === Infinity
        ? `at least ${COUNTS[least] ?? least}`
        : `${least} to ${most} arguments`;
  throw WRONG_ARGUMENTS.error({ fn, expected, found: String(args.length) });
}

/** The error for arguments of types that a function does not take. */
export function typeMismatch(
  fn: string,
  args: readonly Argument[],
  expected: string,
): StreamingError {
  const types = args.map((arg) => showType(arg.dataType));
  return TYPE_MISMATCH.error({ fn, types, expected });
}

/** True where any argument may be null. */
export function anyNullable(args: readonly Argument[]): boolean {
  return args.some((arg) => arg.nullable);
}

/** The argument at a position that {@link expectCount} has checked. */
export function argument(args: readonly Argument[], index: number): Argument {
  return args[index] as Argument;
}

/** The value of an argument that has to be a constant and not null. */
export function constantOf(
  fn: string,
  args: readonly Argument[],
  index: number,
  expected: string,
): Exclude<InternalValue, null> {
  const { constant } = argument(args, index);
  if (constant === undefined || constant.value === null) {
    const found = constant === undefined ? 'an expression' : 'null';
    throw WRONG_ARGUMENTS.error({ fn, expected: `${expected} as argument ${index + 1}`, found });
  }
  return constant.value;
}
