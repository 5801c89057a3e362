const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** As a form sends it (application/x-www-form-urlencoded): a space becomes `+`. */
export function urlEncode(text: string): string {
  let out = '';
  for (const byte of encoder.encode(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9.\-*_]/.test(character)) out += character;
    else if (character === ' ') out += '+';
    else out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Undefined where a `%` is not followed by two hexadecimal digits. */
export function urlDecode(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) =>
      decoder.decode(
        Uint8Array.from(bytes.slice(1).split('%'), (byte) => Number.parseInt(byte, 16)),
      ),
    );
}

/** The parts of a URI by RFC 2396, as java.net.URI takes them; undefined where there is no such part. */
export interface UriParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly userInfo: string | undefined;
  readonly host: string | undefined;
  /** Absent where something other than a path follows the scheme: `mailto:a@b`. */
  readonly path: string | undefined;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

const PARTS =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
/** What a URI may hold: RFC 2396, and all characters beyond ASCII that are neither space nor control. */
const LEGAL = /^(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,[\]]|%[0-9A-Fa-f]{2}|[^\p{ASCII}\p{Z}\p{Cc}])*$/u;
const SERVER = /^(?:([^@]*)@)?(\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?\]|[A-Za-z0-9.-]*)(?::(\d*))?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
/** The last label begins with a letter; no label begins or ends with a hyphen. */
const HOST_NAME =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?$/;

/** Undefined for what is no URI. An authority that names no server has neither host nor user. */
export function uriParts(text: string): UriParts | undefined {
  const [, scheme, authority, path = '', query, fragment] = PARTS.exec(text) ?? [];
  const pieces = [authority, path, query, fragment];
  if (!pieces.every((piece) => piece === undefined || LEGAL.test(piece))) return undefined;
  const isOpaque = scheme !== undefined && authority === undefined && !path.startsWith('/');
  if (isOpaque) {
    if (path === '') return undefined;
    const none = undefined;
    return {
      scheme,
      authority: none,
      userInfo: none,
      host: none,
      path: none,
      query: none,
      fragment,
    };
  }
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(path)) return undefined;
  if (authority === '' && path === '') return undefined;
  if (/[[\]]/.test(path)) return undefined;
  const server = serverOf(authority);
  return {
    scheme,
    authority: authority === '' ? undefined : authority,
    ...server,
    path,
    query,
    fragment,
  };
}

function serverOf(authority: string | undefined): Pick<UriParts, 'userInfo' | 'host'> {
  const [, userInfo, host = ''] = SERVER.exec(authority ?? '') ?? [];
  const isHost = host.startsWith('[') || IPV4.test(host) || HOST_NAME.test(host);
  return isHost ? { userInfo, host } : { userInfo: undefined, host: undefined };
}
