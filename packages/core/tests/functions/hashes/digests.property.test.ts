import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'vitest';
import { crc32 } from '../../../src/functions/hashes/crc32.ts';
import { md5 } from '../../../src/functions/hashes/md5.ts';
import { sha1 } from '../../../src/functions/hashes/sha1.ts';
import { sha2 } from '../../../src/functions/hashes/sha2.ts';

// Law: a digest written out here is the digest that Node computes, at every length around a block.
const bytes = fc.uint8Array({ maxLength: 300 });

test.each<[string, (message: Uint8Array) => string | null]>([
  ['md5', md5],
  ['sha1', sha1],
  ['sha224', (message) => sha2(message, 224)],
  ['sha256', (message) => sha2(message, 256)],
  ['sha384', (message) => sha2(message, 384)],
  ['sha512', (message) => sha2(message, 512)],
])('%s of any bytes is what Node says', (name, digest) => {
  fc.assert(
    fc.property(
      bytes,
      (message) => digest(message) === createHash(name).update(message).digest('hex'),
    ),
  );
});

test('the checksum of any bytes is that of zlib', () => {
  fc.assert(fc.property(bytes, (message) => crc32(message) === zlibCrc32(message)));
});
