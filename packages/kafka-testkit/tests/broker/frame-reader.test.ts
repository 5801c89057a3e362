import { expect, test } from 'vitest';
import { FrameReader } from '../../src/broker/frame-reader.ts';

function frame(content: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(content)]);
}

test('requests come out whole, however the network cuts them', () => {
  const stream = Buffer.concat([frame('first'), frame(''), frame('third one')]);
  for (let size = 1; size <= stream.length; size++) {
    const reader = new FrameReader();
    const frames: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      const chunk = stream.subarray(at, at + size);
      frames.push(...reader.push(chunk).map((bytes) => bytes.toString()));
    }
    expect(frames).toEqual(['first', '', 'third one']);
  }
});

test('a length that no request has ends it', () => {
  expect(() => new FrameReader().push(Buffer.from('GET / HTTP/1.1'))).toThrow(
    'a frame of 1195725856 bytes',
  );
});
