import type { Source } from '../sources/source.ts';
import type { Schema } from '../types/schema.ts';

/** The same source as far as a plan knows it: with these columns. A source may be any object, so it is wrapped, not copied. */
export function narrowSource(source: Source, schema: Schema): Source {
  const { badRecordSchema } = source;
  return {
    name: source.name,
    description: source.description,
    schema,
    ...(badRecordSchema === undefined ? {} : { badRecordSchema }),
    open: (context) => source.open(context),
  };
}
