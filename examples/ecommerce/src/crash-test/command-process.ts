import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const EXAMPLE = fileURLToPath(new URL('../..', import.meta.url));
/** As `npm start` runs it. */
const NODE_FLAGS = ['--conditions=@tidemark/source', '--import', 'tsx'];
const MAIN = 'src/main.ts';

export interface Ending {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  /** The last it said on stderr. */
  readonly stderr: string;
}

const STDERR_CHARS = 4000;

/** A command of the example in a process of its own, which can be killed as a machine would kill it. */
export class CommandProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ending>;

  /** Starts at once. File names in the arguments must be absolute. */
  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [...NODE_FLAGS, MAIN, ...args], {
      cwd: EXAMPLE,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_CHARS);
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (exitCode) => resolve({ exitCode, stderr }));
    });
  }

  /** SIGKILL: no handler runs, no buffer is flushed. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/**
 * Runs a command of the example to its end.
 *
 * @throws Error when it fails, with what it said
 */
export async function runToEnd(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await new CommandProcess(args).ended;
  if (exitCode !== 0) throw new Error(`${args[0]} ended with ${exitCode}:\n${stderr}`);
}
