import { PARTITION_VALUE_TOO_LONG } from '../errors/file-sink.ts';

/*
 * Values of partition columns as folders, in Hive's layout, which every tool reads; stored on disk:
 * never change.
 *
 *   path   = *(folder "/") file
 *   folder = name "=" ("__HIVE_DEFAULT_PARTITION__" | value)     the former for null and the empty string
 *
 * In name and value some characters are written `%XX`, those of Spark's
 * `ExternalCatalogUtils.charToEscape`, and beyond Spark NUL and a text of only dots.
 */

const DEFAULT_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/** What file systems take for one name. */
const MAX_NAME_BYTES = 255;

// oxlint-disable-next-line no-control-regex -- control characters are what is escaped
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

const utf8 = new TextEncoder();

/**
 * The folder of one value.
 *
 * @throws {@link PARTITION_VALUE_TOO_LONG} where no file system would take the name
 */
export function partitionDirectory(column: string, value: string | null): string {
  const text = value === null || value === '' ? DEFAULT_PARTITION : escapePathName(value);
  const name = `${escapePathName(column)}=${text}`;
  const sizeBytes = utf8.encode(name).length;
  if (sizeBytes > MAX_NAME_BYTES) {
    throw PARTITION_VALUE_TOO_LONG.error({ column, sizeBytes, maxBytes: MAX_NAME_BYTES });
  }
  return name;
}

function escapePathName(text: string): string {
  if (/^\.+$/.test(text)) return '%2E'.repeat(text.length);
  return text.replace(ESCAPED, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The values that the folders of a file's path give, by column: `country=NL/day=1/part.json`. */
export function partitionTexts(path: string): Map<string, string | null> {
  const texts = new Map<string, string | null>();
  for (const folder of path.split('/').slice(0, -1)) {
    const at = folder.indexOf('=');
    if (at <= 0) continue;
    const text = folder.slice(at + 1);
    texts.set(unescape(folder.slice(0, at)), text === DEFAULT_PARTITION ? null : unescape(text));
  }
  return texts;
}

/** `%XX` is one character as Spark writes them, and a byte of UTF-8 where other tools escaped more. */
function unescape(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A sign % that begins no escape stands for itself.
    return text.replace(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}
