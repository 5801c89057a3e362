import { inspect } from 'node:util';
import type { Faults } from '../faults.ts';
import { ByteReader } from '../protocol/byte-reader.ts';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import { ApiVersions } from '../protocol/messages/api-versions.ts';
import { readRequestHeader } from '../protocol/request-header.ts';
import type { RequestCounts } from '../request-counts.ts';
import { heldBack } from './held-request.ts';
import type { DecodedRequest, RequestContext, Route } from './route.ts';

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

  constructor(routes: ReadonlyMap<number, Route>, faults: Faults, counts: RequestCounts) {
    this.#routes = routes;
    this.#faults = faults;
    this.#counts = counts;
  }

  async serve(frame: Buffer, connection: ConnectionContext): Promise<Reply> {
    const reader = new ByteReader(frame);
    const { apiKey, apiVersion, correlationId, clientId } = readRequestHeader(reader);
    const writer = new ByteWriter().writeInt32(correlationId);
    const route = this.#routes.get(apiKey);
    if (route === undefined) return RESET;
    this.#counts.add(route.name);
    if (apiVersion < route.minVersion || apiVersion > route.maxVersion) {
      return this.#refuseVersion(route, writer);
    }

    const context: RequestContext = { ...connection, apiVersion, clientId };
    const request = route.decode(reader, context);
    const fault = this.#faults.take({
      api: route.name,
      apiVersion,
      clientId,
      brokerId: connection.brokerId,
      topics: request.topics,
    });
    if (fault !== undefined && !(await heldBack(fault, connection.closed))) return RESET;
    const outcome = fault?.outcome;
    if (outcome === 'drop') return RESET;
    if (outcome !== undefined && outcome !== 'drop-after') {
      request.refuse(writer, ErrorCode[outcome]);
      return { kind: 'answer', writer };
    }
    const reply = await applied(route, request, writer);
    return outcome === 'drop-after' ? RESET : reply;
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
