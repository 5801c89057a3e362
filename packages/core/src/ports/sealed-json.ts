import type { JsonValue } from '../types/json-value.ts';
import { crc32 } from './crc32.ts';

/**
 * A small file of one JSON value that tells whether it is whole; stored on disk: never change.
 *
 * ```
 * file = "v1 " crc LF json LF       crc = 8 hex digits, the CRC-32 of the UTF-8 bytes of json
 * ```
 */
export function sealJson(json: JsonValue): Uint8Array {
  const text = JSON.stringify(json);
  return Buffer.from(`v1 ${crc32(Buffer.from(text))}\n${text}\n`);
}

/** Why a file of {@link sealJson} cannot be used. */
export type SealDamage =
  | 'it is cut, or of a version this release cannot read'
  | 'its checksum does not match';

/**
 * The value of a file of {@link sealJson}.
 *
 * @param refuse - throws, given why a file that is cut, changed or of another version cannot be used
 */
export function unsealJson(bytes: Uint8Array, refuse: (reason: SealDamage) => never): JsonValue {
  const [, crc, text] = /^v1 ([0-9a-f]{8})\n(.*)\n$/.exec(Buffer.from(bytes).toString()) ?? [];
  if (text === undefined) return refuse('it is cut, or of a version this release cannot read');
  if (crc32(Buffer.from(text)) !== crc) return refuse('its checksum does not match');
  return JSON.parse(text) as JsonValue;
}
