import type { Api, ApiRange } from '../protocol/api.ts';
import type { ByteReader } from '../protocol/byte-reader.ts';
import type { ByteWriter } from '../protocol/byte-writer.ts';
import type { ErrorCode } from '../protocol/error-codes.ts';

/** Where a request came from. */
export interface RequestContext {
  /** The logical broker that was asked. */
  readonly brokerId: number;
  readonly apiVersion: number;
  readonly clientId: string;
  readonly clientHost: string;
  /** Fires when the client is gone, and nobody waits for the answer any more. */
  readonly closed: AbortSignal;
}

/** A request whose fields are read, and what can be done with it. */
export interface DecodedRequest {
  /** The topics it names, for faults that aim at one of them. */
  readonly topics: readonly string[];
  /** Applies the request and writes the answer. False when it is to have none. */
  readonly apply: (writer: ByteWriter) => Promise<boolean>;
  /** Writes the refusal and applies nothing. */
  readonly refuse: (writer: ByteWriter, errorCode: ErrorCode) => void;
}

/** An API together with what the broker does on it. */
export interface Route extends ApiRange {
  readonly decode: (reader: ByteReader, context: RequestContext) => DecodedRequest;
}

/** Binds a handler to its API. A handler that returns undefined leaves the request unanswered. */
export function route<Request, Response>(
  api: Api<Request, Response>,
  handle: (
    request: Request,
    context: RequestContext,
  ) => Response | undefined | Promise<Response | undefined>,
): Route {
  return {
    name: api.name,
    key: api.key,
    minVersion: api.minVersion,
    maxVersion: api.maxVersion,
    decode: (reader, context) => {
      const request = api.readRequest(reader, context.apiVersion);
      return {
        topics: topicsNamedBy(request),
        apply: async (writer) => {
          const response = await handle(request, context);
          if (response === undefined) return false;
          api.writeResponse(writer, response, context.apiVersion);
          return true;
        },
        refuse: (writer, errorCode) => {
          api.writeResponse(writer, api.refuse(request, errorCode), context.apiVersion);
        },
      };
    },
  };
}

/** Requests name topics in a field `topics`, as plain names or as entries. */
function topicsNamedBy(request: unknown): string[] {
  if (typeof request !== 'object' || request === null || !('topics' in request)) return [];
  const topics: readonly unknown[] = Array.isArray(request.topics) ? request.topics : [];
  return topics.flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    const isEntry = typeof entry === 'object' && entry !== null && 'topic' in entry;
    return isEntry && typeof entry.topic === 'string' ? [entry.topic] : [];
  });
}
