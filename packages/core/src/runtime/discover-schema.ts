import { SCHEMA_UNKNOWN } from '../errors/query.ts';
import { narrowSource } from '../optimizer/narrow-source.ts';
import type { Relation } from '../plan/logical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import { checkFieldNames } from '../types/schema.ts';

/**
 * The same relation with the columns of its source, by asking a source that only knows when asked.
 *
 * @throws {@link SCHEMA_UNKNOWN}, `SCHEMA.BAD_FIELD_NAME`, and what the source throws
 */
export async function discoverSchema(relation: Relation, ports: Ports): Promise<Relation> {
  const { source } = relation;
  if (source.schema !== undefined) return relation;
  const schema = await source.discoverSchema?.(ports);
  if (schema === undefined) throw SCHEMA_UNKNOWN.error({ source: source.description });
  checkFieldNames(schema.fields);
  return { ...relation, source: narrowSource(source, schema) };
}
