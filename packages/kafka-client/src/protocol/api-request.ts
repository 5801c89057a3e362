import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** One request of the Kafka protocol in one version, none of the "flexible" ones. */
export interface ApiRequest<Response> {
  readonly key: number;
  readonly version: number;
  readonly name: string;
  /** Room the encoded request needs, where it is known to be large. */
  readonly sizeHintBytes?: number;
  /** Longest time to wait for the answer; default the connection's. */
  readonly timeoutMs?: number;
  readonly write: (to: ByteWriter) => void;
  readonly read: (from: ByteReader) => Throttled<Response>;
}

/** A response, and how long the broker wants to be left alone after it (KIP-219). */
interface Throttled<Response> {
  readonly throttleMs: number;
  readonly response: Response;
}
