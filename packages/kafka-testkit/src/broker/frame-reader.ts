const LENGTH_BYTES = 4;
/** Kafka's default of `socket.request.max.bytes`. */
const MAX_FRAME_BYTES = 100 * 1024 * 1024;

/**
 * Cuts the bytes of a connection into requests:
 *
 * ```
 * stream => frame*
 * frame  => length int32, request
 * ```
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;

  /**
   * The frames that a chunk completes, without their lengths.
   *
   * @throws RangeError for a length that no request has; the connection cannot go on.
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      const frameBytes = this.#nextFrameBytes();
      if (frameBytes === undefined || this.#bufferedBytes < LENGTH_BYTES + frameBytes)
        return frames;
      const buffered = this.#joined();
      const end = LENGTH_BYTES + frameBytes;
      frames.push(buffered.subarray(LENGTH_BYTES, end));
      this.#chunks = end < buffered.length ? [buffered.subarray(end)] : [];
      this.#bufferedBytes -= end;
    }
  }

  #nextFrameBytes(): number | undefined {
    if (this.#bufferedBytes < LENGTH_BYTES) return undefined;
    const first = this.#chunks[0];
    const head = first !== undefined && first.length >= LENGTH_BYTES ? first : this.#joined();
    const frameBytes = head.readInt32BE(0);
    if (frameBytes < 0 || frameBytes > MAX_FRAME_BYTES) {
      throw new RangeError(`a frame of ${frameBytes} bytes`);
    }
    return frameBytes;
  }

  /** Chunks are put together only when a frame is complete, so a large one is copied once. */
  #joined(): Buffer {
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    if (joined !== undefined) return joined;
    const all = Buffer.concat(this.#chunks, this.#bufferedBytes);
    this.#chunks = [all];
    return all;
  }
}
