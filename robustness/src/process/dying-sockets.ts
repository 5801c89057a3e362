import { Socket } from 'node:net';
import { type Aim, die, REQUESTS } from './aim.ts';

/** A request begins with its length in four bytes and its kind in two. */
const KIND_AT = 4;

/**
 * Lets the process die at a request to Kafka. There is no port for sockets, and no need of one: every
 * request is one write of the one class that all sockets are of.
 */
export function dieAtRequest(aim: Aim | undefined): void {
  const kind = aim === undefined ? undefined : REQUESTS[aim.call as keyof typeof REQUESTS];
  if (aim === undefined || kind === undefined) return;
  const { nth, when } = aim;
  let requests = 0;
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the socket, below
  const { write } = Socket.prototype;
  Socket.prototype.write = function (this: Socket, ...args: [never]) {
    const bytes: unknown = args[0];
    const isMeant =
      Buffer.isBuffer(bytes) && bytes.length > KIND_AT + 2 && bytes.readInt16BE(KIND_AT) === kind;
    if (!isMeant || ++requests !== nth) return write.apply(this, args);
    if (when === 'before') die();
    if (when === 'after') this.prependOnceListener('data', die);
    const isFlushed = write.apply(this, args);
    // In the next turn the bytes are with the system.
    if (when === 'amid') setImmediate(die);
    return isFlushed;
  };
}
