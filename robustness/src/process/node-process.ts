import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Ending {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  /** The last it said on stderr. */
  readonly stderr: string;
}

const STDERR_CHARS = 4000;

/** A program in a process of its own, which can be killed as a machine would kill it. */
export class NodeProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ending>;

  /**
   * Starts at once.
   *
   * @param settings - what the program finds as JSON in its first argument
   * @param onLine - hears each line that it prints
   */
  constructor(program: string, settings: unknown, onLine: (line: string) => void) {
    this.#child = spawn(
      process.execPath,
      ['--enable-source-maps', program, JSON.stringify(settings)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let stderr = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_CHARS);
    });
    if (this.#child.stdout !== null) createInterface(this.#child.stdout).on('line', onLine);
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
