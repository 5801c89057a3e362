import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { type UriParts, uriParts } from '../encodings/url.ts';
import type { ScalarFunction } from '../function.ts';
import { groupText, matchFrom, patternCache } from '../regexp/java-pattern.ts';
import { TEXT } from '../vectors/row-values.ts';
import { byRow } from './by-row.ts';

/** Questions about URLs. */
export const URLS: readonly ScalarFunction[] = [parseUrl()];

/** The key of a query is a regular expression, as in Spark. */
function parseUrl(): ScalarFunction {
  const compile = patternCache();
  return byRow<[string, string, string?], string>(
    'parseUrl',
    [TEXT, TEXT, TEXT],
    TEXT,
    (url, part, key, { ansi }) => {
      const parts = uriParts(url);
      if (parts === undefined) {
        if (!ansi) return null;
        const found = `'${url}'`;
        throw INVALID_ARGUMENT.error({ fn: 'parseUrl', argument: 1, expected: 'a URL', found });
      }
      if (key === undefined) return partOf(parts, part);
      if (part !== 'QUERY' || parts.query === undefined) return null;
      const pattern = compile(`(&|^)${key}=([^&]*)`);
      const match = matchFrom(pattern, parts.query, 0);
      return match === null ? null : (groupText(pattern, match, 2) ?? null);
    },
    { least: 2, givesNull: true, canFail: true },
  );
}

function partOf(parts: UriParts, name: string): string | null {
  switch (name) {
    case 'HOST':
      return parts.host ?? null;
    case 'PATH':
      return parts.path ?? null;
    case 'QUERY':
      return parts.query ?? null;
    case 'REF':
      return parts.fragment ?? null;
    case 'PROTOCOL':
      return parts.scheme ?? null;
    case 'FILE':
      if (parts.path === undefined) return null;
      return parts.query === undefined ? parts.path : `${parts.path}?${parts.query}`;
    case 'AUTHORITY':
      return parts.authority ?? null;
    case 'USERINFO':
      return parts.userInfo ?? null;
    default:
      return null;
  }
}
