import { inspect } from 'node:util';
import type { Fault, FaultableRequest, Faults } from '../faults.ts';
import { ByteReader } from '../protocol/byte-reader.ts';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import { ApiVersions } from '../protocol/messages/api-versions.ts';
import { readRequestHeader } from '../protocol/request-header.ts';
import type { RequestCounts } from '../request-counts.ts';
import { heldBack, untilClosed } from './held-request.ts';
import type { DecodedRequest, RequestContext, Route } from './route.ts';
import type { Timing } from './timing.ts';

/** What the connection does with a request: send bytes, send nothing, or end. */
export type Reply =
  | { readonly kind: 'answer'; readonly writer: ByteWriter }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' };

const RESET: Reply = { kind: 'reset' };

/** Who is asking, as far as the connection knows. */
export type ConnectionContext = Pick<RequestContext, 'brokerId' | 'clientHost' | 'closed'>;

/** Finds the route of each request, and lets the armed faults strike on the way. */
export class RequestDispatch {
  readonly #routes: ReadonlyMap<number, Route>;
  readonly #faults: Faults;
  readonly #counts: RequestCounts;
  readonly #timing: Timing;
  /** Requests that are to be served late, until so many have arrived. */
  #late: { readonly total: number; readonly serve: () => void }[] = [];
  /** See {@link TestBroker.gate}. */
  gate: ((request: FaultableRequest) => Promise<void> | void) | undefined;

  constructor(
    routes: ReadonlyMap<number, Route>,
    faults: Faults,
    counts: RequestCounts,
    timing: Timing,
  ) {
    this.#routes = routes;
    this.#faults = faults;
    this.#counts = counts;
    this.#timing = timing;
  }

  async serve(frame: Buffer, connection: ConnectionContext): Promise<Reply> {
    const reader = new ByteReader(frame);
    const { apiKey, apiVersion, correlationId, clientId } = readRequestHeader(reader);
    const writer = new ByteWriter().writeInt32(correlationId);
    const route = this.#routes.get(apiKey);
    if (route === undefined) return RESET;
    const numbers = this.#counts.add(route.name);
    if (apiVersion < route.minVersion || apiVersion > route.maxVersion) {
      return this.#refuseVersion(route, writer);
    }

    const context: RequestContext = { ...connection, apiVersion, clientId };
    const request = route.decode(reader, context);
    const arrived: FaultableRequest = {
      api: route.name,
      ...numbers,
      apiVersion,
      clientId,
      brokerId: connection.brokerId,
      topics: request.topics,
    };
    await this.gate?.(arrived);
    this.#serveLate();
    const fault = this.#faults.take(arrived);
    if (fault === undefined) return applied(route, request, writer);
    const { closed } = connection;
    const struck = async (): Promise<Reply> => {
      const reply = await this.#struck(fault, closed, route, request, writer);
      fault.onStruck?.(arrived);
      return reply;
    };
    if (fault.holdsAnswer === true) {
      const reply = await struck();
      return (await heldBack(fault, closed, this.#timing)) ? reply : RESET;
    }
    return (await heldBack(fault, closed, this.#timing)) ? struck() : RESET;
  }

  async #struck(
    { outcome, isApplied = false, lateBy = 0 }: Fault,
    closed: AbortSignal,
    route: Route,
    request: DecodedRequest,
    writer: ByteWriter,
  ): Promise<Reply> {
    switch (outcome) {
      case undefined:
        return applied(route, request, writer);
      case 'drop':
        return RESET;
      case 'drop-after':
        await applied(route, request, writer);
        return RESET;
      case 'silence':
        await untilClosed(closed);
        return RESET;
      case 'late':
        await untilClosed(closed);
        await this.#after(lateBy);
        await applied(route, request, writer);
        return RESET;
      default: {
        // What it writes is not sent.
        if (isApplied) await applied(route, request, new ByteWriter());
        request.refuse(writer, ErrorCode[outcome]);
        return { kind: 'answer', writer };
      }
    }
  }

  async #after(requests: number): Promise<void> {
    if (requests <= 0) return;
    const total = this.#counts.total + requests;
    await new Promise<void>((serve) => {
      this.#late.push({ total, serve });
    });
  }

  #serveLate(): void {
    this.#late = this.#late.filter(({ total, serve }) => {
      if (total > this.#counts.total) return true;
      serve();
      return false;
    });
  }

  /** Kafka tells a newer client what it has, and hangs up on any other unknown version. */
  #refuseVersion(route: Route, writer: ByteWriter): Reply {
    if (route.key !== ApiVersions.key) return RESET;
    const apis = [...this.#routes.values()];
    ApiVersions.writeResponse(writer, { errorCode: ErrorCode.UNSUPPORTED_VERSION, apis }, 0);
    return { kind: 'answer', writer };
  }
}

async function applied(route: Route, request: DecodedRequest, writer: ByteWriter): Promise<Reply> {
  try {
    return (await request.apply(writer)) ? { kind: 'answer', writer } : { kind: 'silence' };
  } catch (error) {
    // A bug of the test broker. Without a word a test would only see an odd answer.
    process.emitWarning(`The test broker failed on ${route.name}: ${inspect(error)}`);
    request.refuse(writer, ErrorCode.UNKNOWN_SERVER_ERROR);
    return { kind: 'answer', writer };
  }
}
