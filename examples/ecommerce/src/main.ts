import { CommanderError } from 'commander';
import { createProgram, withDefaultCommand } from './commands/program.ts';
import { explainError } from './explain-error.ts';

try {
  const args = withDefaultCommand(process.argv.slice(2));
  await createProgram().parseAsync(args, { from: 'user' });
} catch (error) {
  // A wrong flag has been explained already.
  if (!(error instanceof CommanderError)) process.stderr.write(`${explainError(error)}\n`);
  process.exitCode = 1;
}
