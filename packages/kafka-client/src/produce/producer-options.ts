import { COMPRESSION_NAMES, type Codec, type Compression } from '../compression/codec.ts';
import { loadCodec } from '../compression/load-codec.ts';
import { INVALID_OPTION } from '../conditions.ts';

/** How a producer packs its records. */
export interface ProducerOptions {
  /** Default `none`. */
  readonly compression?: Compression;
  /** Records are split into requests of about so many bytes before compression; default 900,000, below the brokers' default of 1 MB. */
  readonly maxRequestBytes?: number;
}

const DEFAULT_MAX_REQUEST_BYTES = 900_000;

/** The options with their defaults and the codec loaded. */
export interface Packing {
  readonly codecId: number;
  readonly codec: Codec;
  readonly maxRequestBytes: number;
}

/** @throws {@link INVALID_OPTION}, `KAFKA.UNSUPPORTED_CODEC` */
export async function resolvePacking(options: ProducerOptions): Promise<Packing> {
  const { compression = 'none', maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES } = options;
  const codecId = COMPRESSION_NAMES.indexOf(compression);
  if (codecId < 0) {
    const problem = `is "${compression}" and must be one of ${COMPRESSION_NAMES.join(', ')}`;
    throw INVALID_OPTION.error({ option: 'compression', problem });
  }
  if (!(maxRequestBytes > 0)) {
    const problem = `is ${maxRequestBytes} and must be above 0`;
    throw INVALID_OPTION.error({ option: 'maxRequestBytes', problem });
  }
  return { codecId, codec: await loadCodec(codecId), maxRequestBytes };
}
