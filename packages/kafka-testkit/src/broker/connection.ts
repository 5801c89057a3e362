import type { Duplex } from 'node:stream';
import { FrameReader } from './frame-reader.ts';
import type { Reply, RequestDispatch } from './request-dispatch.ts';

/** What the broker needs of a socket. */
export interface ConnectionSocket extends Duplex {
  readonly remoteAddress?: string | undefined;
  resetAndDestroy(): unknown;
  setNoDelay(isOn: boolean): unknown;
}

/**
 * One client connection. Requests are served strictly one after the other, as Kafka does: a long
 * poll or a waiting join holds back what the client has sent behind it.
 */
export class Connection {
  readonly #socket: ConnectionSocket;
  readonly #brokerId: number;
  readonly #dispatch: RequestDispatch;
  readonly #frames = new FrameReader();
  readonly #waiting: Buffer[] = [];
  readonly #closed = new AbortController();
  #isServing = false;

  constructor(socket: ConnectionSocket, brokerId: number, dispatch: RequestDispatch) {
    this.#socket = socket;
    this.#brokerId = brokerId;
    this.#dispatch = dispatch;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // A client that goes away is no error of the broker.
    socket.on('error', () => this.reset());
    socket.on('close', () => this.#closed.abort(null));
  }

  /** Ends the connection at once; the client sees a reset. */
  reset(): void {
    this.#closed.abort(null);
    this.#waiting.length = 0;
    this.#socket.resetAndDestroy();
  }

  #receive(chunk: Buffer): void {
    try {
      this.#waiting.push(...this.#frames.push(chunk));
    } catch {
      this.reset();
      return;
    }
    if (!this.#isServing) void this.#serveWaiting();
  }

  async #serveWaiting(): Promise<void> {
    this.#isServing = true;
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- one request at a time is the point
      this.#send(await this.#serve(frame));
    }
    this.#isServing = false;
  }

  async #serve(frame: Buffer): Promise<Reply> {
    try {
      return await this.#dispatch.serve(frame, {
        brokerId: this.#brokerId,
        clientHost: this.#socket.remoteAddress ?? '',
        closed: this.#closed.signal,
      });
    } catch {
      // A frame that cannot be read. Kafka hangs up as well.
      return { kind: 'reset' };
    }
  }

  #send(reply: Reply): void {
    if (reply.kind === 'silence' || this.#closed.signal.aborted) return;
    if (reply.kind === 'reset') {
      this.reset();
      return;
    }
    const length = Buffer.allocUnsafe(4);
    length.writeInt32BE(reply.writer.sizeBytes);
    this.#socket.cork();
    this.#socket.write(length);
    for (const chunk of reply.writer.toChunks()) this.#socket.write(chunk);
    this.#socket.uncork();
  }
}
