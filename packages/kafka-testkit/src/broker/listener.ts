import { createServer, type Server } from 'node:net';
import { Connection } from './connection.ts';
import type { RequestDispatch } from './request-dispatch.ts';

/** Tests and demos talk to themselves; nobody else can connect. */
export const HOST = '127.0.0.1';

/** The port of one logical broker. */
export class Listener {
  readonly brokerId: number;
  readonly #dispatch: RequestDispatch;
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #port: number;

  /** Port 0 takes a free one. */
  constructor(brokerId: number, port: number, dispatch: RequestDispatch) {
    this.brokerId = brokerId;
    this.#port = port;
    this.#dispatch = dispatch;
  }

  /** Known once it has listened, and the same ever after. */
  get port(): number {
    return this.#port;
  }

  /** @throws the error of `node:net` when the port is taken. */
  async listen(): Promise<void> {
    const server = createServer((socket) => {
      const connection = new Connection(socket, this.brokerId, this.#dispatch);
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, HOST, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#server = server;
  }

  /** Cuts all connections; clients may connect again. */
  resetConnections(): void {
    for (const connection of this.#connections) connection.reset();
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    this.resetConnections();
    await closed;
  }
}
