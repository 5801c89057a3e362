import type { QueryRequest, RehearsedQuery, Session } from '@tidemark/core';
import { StreamingError } from '@tidemark/core/checkpoint';
import type { World } from '../commands/command.ts';
import { MODULE_UNREADABLE, QUERY_NOT_FOUND } from '../conditions.ts';

/**
 * Plans the query that a module of the user starts or defines, without running it.
 *
 * @param directory - where a query begins that does not say its checkpoint
 * @throws {@link MODULE_UNREADABLE}, {@link QUERY_NOT_FOUND}, and what a start says about a wrong query
 */
export async function rehearseModule(
  { ports, importModule }: World,
  directory: string,
  { query: file, export: name }: { readonly query: string; readonly export?: string },
): Promise<RehearsedQuery> {
  // The engine is large, and no other command needs it.
  const { rehearse } = await import('@tidemark/core');
  const exported = exportOf(file, await load(importModule, file), name);
  const queries = await rehearse(
    async (session) => {
      const described: unknown =
        typeof exported === 'function' ? await exported(session) : exported;
      // One that names no checkpoint means this one.
      if (isRequest(described))
        await session.start({ checkpointLocation: directory, ...described });
    },
    { ports },
  );
  const query =
    queries.length === 1
      ? queries[0]
      : queries.find(({ checkpointLocation }) => isSame(checkpointLocation, directory));
  if (query !== undefined) return query;
  const found =
    queries.length === 0
      ? 'its export started no query in the session that it was given, and gave no outputs'
      : `it starts ${queries.length} queries, and none of them has the checkpointLocation '${directory}'`;
  throw QUERY_NOT_FOUND.error({ file, found });
}

async function load(
  importModule: World['importModule'],
  file: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(file);
  } catch (cause) {
    if (cause instanceof StreamingError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw MODULE_UNREADABLE.error({ file, reason }, { cause });
  }
}

/** The export that was asked for, or the default one, or the only one. */
function exportOf(
  file: string,
  module: Readonly<Record<string, unknown>>,
  name: string | undefined,
): QueryRequest | ((session: Session) => unknown) {
  const names = Object.keys(module);
  const chosen =
    name ?? (names.includes('default') ? 'default' : names.length === 1 ? names[0] : undefined);
  const exported =
    chosen !== undefined && Object.hasOwn(module, chosen) ? module[chosen] : undefined;
  if (typeof exported === 'function') return exported as (session: Session) => unknown;
  if (isRequest(exported)) return exported;
  const list = names.length === 0 ? 'nothing' : names.join(', ');
  throw QUERY_NOT_FOUND.error({ file, found: `it exports ${list}` });
}

function isRequest(value: unknown): value is QueryRequest {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as { readonly outputs?: unknown }).outputs)
  );
}

function isSame(location: string | undefined, directory: string): boolean {
  const plain = (path: string): string => path.replace(/^\.\//, '').replace(/\/+$/, '');
  return location !== undefined && plain(location) === plain(directory);
}
