import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FrameReader } from '../src/broker/frame-reader.ts';
import { ByteReader } from '../src/protocol/byte-reader.ts';
import { ByteWriter } from '../src/protocol/byte-writer.ts';

/** Sends requests byte by byte, for what kafkajs does not send or hides. */
export class RawClient {
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #answers: Buffer[] = [];
  readonly #progress = new EventEmitter<{ progress: [] }>();
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#answers.push(...this.#frames.push(chunk));
      this.#progress.emit('progress');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#progress.emit('progress'));
  }

  static async connect(server: string | undefined): Promise<RawClient> {
    const [host, port] = server?.split(':') ?? [];
    const socket = connect(Number(port), host);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** The body of the answer, or undefined when the broker hangs up instead. */
  async request(
    apiKey: number,
    apiVersion: number,
    writeBody: (writer: ByteWriter) => void = () => undefined,
  ): Promise<ByteReader | undefined> {
    const correlationId = ++this.#correlationId;
    this.#socket.write(this.#frame(apiKey, apiVersion, writeBody));
    let answer = this.#answers.shift();
    while (answer === undefined) {
      if (this.#socket.destroyed) return undefined;
      // oxlint-disable-next-line no-await-in-loop -- bytes come one chunk after the other
      await once(this.#progress, 'progress');
      answer = this.#answers.shift();
    }
    const reader = new ByteReader(answer);
    if (reader.readInt32() !== correlationId) throw new Error('answers out of order');
    return reader;
  }

  /** Sends a request that is to have no answer. */
  tell(apiKey: number, apiVersion: number, writeBody: (writer: ByteWriter) => void): void {
    this.#correlationId++;
    this.#socket.write(this.#frame(apiKey, apiVersion, writeBody));
  }

  close(): void {
    this.#socket.destroy();
  }

  #frame(apiKey: number, apiVersion: number, writeBody: (writer: ByteWriter) => void): Buffer {
    const writer = new ByteWriter().writeInt16(apiKey).writeInt16(apiVersion);
    writer.writeInt32(this.#correlationId).writeString('raw-client');
    writeBody(writer);
    const length = Buffer.alloc(4);
    length.writeInt32BE(writer.sizeBytes);
    return Buffer.concat([length, ...writer.toChunks()]);
  }
}

export interface FetchAnswer {
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly aborted: { readonly producerId: number; readonly firstOffset: number }[] | null;
  readonly records: Buffer;
}

export interface FetchOptions {
  readonly partitions?: readonly { readonly partition: number; readonly offset: number }[];
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly isolationLevel?: 0 | 1;
  readonly leaderEpoch?: number;
}

/** One Fetch of version 11; the answers are in the order of the partitions asked for. */
export async function fetchRaw(
  client: RawClient,
  topic: string,
  options: FetchOptions = {},
): Promise<FetchAnswer[]> {
  const partitions = options.partitions ?? [{ partition: 0, offset: 0 }];
  const reader = await client.request(1, 11, (writer) => {
    writer
      .writeInt32(-1)
      .writeInt32(options.maxWaitMs ?? 0)
      .writeInt32(options.minBytes ?? 1);
    writer.writeInt32(options.maxBytes ?? 1 << 24).writeInt8(options.isolationLevel ?? 0);
    writer.writeInt32(0).writeInt32(-1).writeInt32(1).writeString(topic);
    writer.writeArray(partitions, ({ partition, offset }) => {
      writer
        .writeInt32(partition)
        .writeInt32(options.leaderEpoch ?? -1)
        .writeInt64(offset);
      writer.writeInt64(-1).writeInt32(options.partitionMaxBytes ?? 1 << 20);
    });
    writer.writeInt32(0).writeString('');
  });
  if (reader === undefined) throw new Error('the broker hung up');
  reader.readInt32();
  reader.readInt16();
  reader.readInt32();
  return reader
    .readArray(() => {
      reader.readString();
      return reader.readArray((): FetchAnswer => {
        reader.readInt32();
        const errorCode = reader.readInt16();
        const highWatermark = reader.readInt64();
        const lastStableOffset = reader.readInt64();
        const logStartOffset = reader.readInt64();
        const aborted = reader.readNullableArray(() => ({
          producerId: reader.readInt64(),
          firstOffset: reader.readInt64(),
        }));
        reader.readInt32();
        const records = reader.readBytes();
        return { errorCode, highWatermark, lastStableOffset, logStartOffset, aborted, records };
      });
    })
    .flat();
}

/** The base offsets of the batches in the bytes of a fetch; a cut one at the end counts as well. */
export function baseOffsetsIn(records: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + 12 <= records.length; at += 12 + records.readInt32BE(at + 8)) {
    offsets.push(Number(records.readBigInt64BE(at)));
  }
  return offsets;
}
