import { Duplex } from 'node:stream';

/**
 * One end of a connection that never leaves the process. Bytes arrive in the turn of the event loop in
 * which they are written, so what comes first in one run comes first in every other.
 */
export class InProcessSocket extends Duplex {
  /** As `node:net` says it of a real one. */
  readonly remoteAddress: string = 'in-process';
  #peer: InProcessSocket | undefined;

  /** Two connected ends. */
  static pair(): readonly [InProcessSocket, InProcessSocket] {
    const ends = [
      new InProcessSocket({ allowHalfOpen: false }),
      new InProcessSocket({ allowHalfOpen: false }),
    ] as const;
    ends[0].#peer = ends[1];
    ends[1].#peer = ends[0];
    return ends;
  }

  /** An end whose other one refuses the connection. */
  static refused(host: string, port: number): InProcessSocket {
    const end = new InProcessSocket();
    const code = 'ECONNREFUSED';
    end.destroy(Object.assign(new Error(`connect ${code} ${host}:${port}`), { code }));
    return end;
  }

  override _read(): void {
    // Whatever is written to the other end is pushed.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#peer?.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    if (this.#peer?.destroyed === false) this.#peer.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer?.destroyed === false && !peer.readableEnded) peer.push(null);
    done(error);
  }

  /** Ends the connection at once; the other end sees a reset. */
  resetAndDestroy(): this {
    const peer = this.#peer;
    this.#peer = undefined;
    peer?.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    return this.destroy();
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
