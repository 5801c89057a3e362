import { StreamingError } from '@tidemark/core';
import pc from 'picocolors';
import { UserError } from './user-error.ts';

/** An error for the person at the terminal: what and why, what to do next, the stack only of what nobody expected. */
export function explainError(error: unknown): string {
  if (error instanceof UserError) return pc.red(error.message);
  if (error instanceof StreamingError) {
    const cause =
      error.cause instanceof Error ? `\n${pc.dim(`because: ${error.cause.message}`)}` : '';
    return `${pc.red(error.message)}${cause}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
