import { clearLine, cursorTo } from 'node:readline';

/** So often a line is written where nobody watches. */
const PLAIN_INTERVAL_MS = 30_000;
const LIVE_INTERVAL_MS = 200;

/** One line that tells how far something is: live on a terminal, and now and then elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #startMs = performance.now();
  #writtenMs: number;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#writtenMs = this.#startMs;
  }

  /** @param done - of 1, how much of the work is done */
  show(done: number, executions: number, bad: number): void {
    const nowMs = performance.now();
    const intervalMs = this.#stream.isTTY ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
    if (nowMs - this.#writtenMs < intervalMs) return;
    this.#writtenMs = nowMs;
    const seconds = (nowMs - this.#startMs) / 1000;
    const left = done > 0 ? `${durationOf((seconds / done) * (1 - done))} left` : '';
    const rate = Math.round(executions / seconds).toLocaleString('en');
    const text = `${Math.floor(done * 100)} %  ${executions.toLocaleString('en')} executions, ${bad} bad, ${rate}/s  ${left}`;
    this.clear();
    this.#stream.write(this.#stream.isTTY ? text : `${text}\n`);
  }

  /** Makes room for other lines. */
  clear(): void {
    if (!this.#stream.isTTY) return;
    cursorTo(this.#stream, 0);
    clearLine(this.#stream, 0);
  }
}

function durationOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${Math.ceil(seconds)} s` : `${minutes} min`;
}
