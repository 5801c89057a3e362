import { CHECKPOINT_CORRUPT, CHECKPOINT_VERSION } from '../errors/checkpoint.ts';
import { crc32 } from '../ports/crc32.ts';
import type { JsonValue } from '../types/json-value.ts';

// One entry of a log, readable and cut-proof. Stored on disk: never change.
//
//   entry   = version " " crc32 " " length LF json LF
//   version = "v1"
//   crc32   = 8 hex digits, over json
//   length  = decimal number of bytes of json
//   json    = one JSON value, UTF-8, without LF

const VERSION = 'v1';
const LF = 0x0a;
const HEADER = /^v(?<version>[1-9]\d{0,5}) (?<crc>[0-9a-f]{8}) (?<length>0|[1-9]\d{0,14})$/;
/** The longest header the grammar allows. */
const MAX_HEADER_BYTES = 40;

/** The bytes of an entry. */
export function encodeLogEntry(value: JsonValue): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const header = new TextEncoder().encode(`${VERSION} ${crc32(json)} ${json.length}\n`);
  const entry = new Uint8Array(header.length + json.length + 1);
  entry.set(header);
  entry.set(json, header.length);
  entry[entry.length - 1] = LF;
  return entry;
}

/**
 * The value of an entry.
 *
 * @param path - for the message
 * @throws {@link CHECKPOINT_CORRUPT} unless every byte is as it was written
 * @throws {@link CHECKPOINT_VERSION} for an entry of a newer release
 */
export function decodeLogEntry(bytes: Uint8Array, path: string): JsonValue {
  const headerEnd = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(LF);
  const header = String.fromCharCode(...bytes.subarray(0, Math.max(0, headerEnd)));
  const fields = HEADER.exec(header)?.groups;
  if (fields === undefined) {
    throw CHECKPOINT_CORRUPT.error({
      path,
      damage: 'its form is not the one this version writes',
    });
  }
  const json = bytes.subarray(headerEnd + 1, -1);
  if (json.length !== Number(fields['length']) || bytes.at(-1) !== LF) {
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'it is cut short or too long' });
  }
  if (crc32(json) !== fields['crc']) {
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'its checksum does not match' });
  }
  const version = `v${fields['version']}`;
  if (version !== VERSION) {
    throw CHECKPOINT_VERSION.error({ path, version, supported: VERSION });
  }
  return JSON.parse(new TextDecoder().decode(json)) as JsonValue;
}
