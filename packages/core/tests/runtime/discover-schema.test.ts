import { createSession, memorySource, type Schema, schema, string } from '@tidemark/core';
import type { Source } from '@tidemark/core/connector';
import { expect, test } from 'vitest';

/** A source that only tells its columns when asked, as a file does. */
function sourceWith(discovered: Schema): Source {
  const { schema: _, ...source } = memorySource(schema({ a: string() }));
  return { ...source, schema: undefined, discoverSchema: () => Promise.resolve(discovered) };
}

test('a file whose column would set the prototype of a row is refused by name', async () => {
  const field = { name: '__proto__', dataType: { kind: 'string' }, nullable: true } as const;
  const nested = {
    name: 'a',
    dataType: { kind: 'array', element: { kind: 'struct', fields: [field] }, containsNull: true },
    nullable: true,
  } as const;
  for (const bad of [field, nested]) {
    const frame = createSession().read(sourceWith({ fields: [bad] }));
    await expect(frame.collect()).rejects.toThrow("'__proto__' cannot be the name of a column");
  }
});
