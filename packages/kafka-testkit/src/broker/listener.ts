import { createServer, type Server } from 'node:net';
import { Connection, type ConnectionSocket } from './connection.ts';
import { InProcessSocket } from './in-process-socket.ts';
import type { RequestDispatch } from './request-dispatch.ts';

/** Tests and demos talk to themselves; nobody else can connect. */
export const HOST = '127.0.0.1';

/** The port of one logical broker. */
export class Listener {
  readonly brokerId: number;
  readonly #dispatch: RequestDispatch;
  readonly #connections = new Set<Connection>();
  readonly #isInProcess: boolean;
  #server: Server | undefined;
  #isOpen = false;
  #port: number;

  /** Port 0 takes a free one. In process a port is only a name. */
  constructor(brokerId: number, port: number, dispatch: RequestDispatch, isInProcess: boolean) {
    this.brokerId = brokerId;
    this.#isInProcess = isInProcess;
    this.#port = isInProcess ? brokerId + 1 : port;
    this.#dispatch = dispatch;
  }

  /** Known once it has listened, and the same ever after. */
  get port(): number {
    return this.#port;
  }

  /** Whether clients can connect. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws the error of `node:net` when the port is taken. */
  async listen(): Promise<void> {
    if (this.#isInProcess) {
      this.#isOpen = true;
      return;
    }
    const server = createServer((socket) => this.#accept(socket));
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
    this.#isOpen = true;
  }

  /** A connection that needs no port. */
  connectInProcess(): InProcessSocket {
    const [client, server] = InProcessSocket.pair();
    this.#accept(server);
    return client;
  }

  #accept(socket: ConnectionSocket): void {
    const connection = new Connection(socket, this.brokerId, this.#dispatch);
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }

  /** Cuts all connections; clients may connect again. */
  resetConnections(): void {
    for (const connection of this.#connections) connection.reset();
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#isOpen = false;
    if (server === undefined) {
      this.resetConnections();
      return;
    }
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    this.resetConnections();
    await closed;
  }
}
