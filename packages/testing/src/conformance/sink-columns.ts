import { int, nullable, schema, string } from '@tidemark/core';
import type { Schema } from '@tidemark/core/connector';
import type { AnyRow } from '../compare-rows.ts';
import { isNamedError, type SinkCheck, type SinkUnderTest } from './sink-under-test.ts';
import { requireLaw } from './suite.ts';
import { TYPE_CASES, type TypeCase } from './type-cases.ts';

/** Names that files, queries and objects may take for something else. */
const NAMES = ['a b', 'a.b', 'größe', '漢字', 'select', 'constructor', 'toString', '"', '=', '/'];

/** What a sink does with types, values and names of columns: keep them, or refuse them. */
export function columnLaws(): readonly SinkCheck[] {
  return [
    ...TYPE_CASES.map(
      (typeCase): SinkCheck => [
        `values of ${typeCase.name} and nulls are kept, or the type is refused by name`,
        async (create) => keepsValues(await create(), typeCase),
      ],
    ),
    [
      'columns of any name are kept, or the name is refused by name',
      async (create) => {
        for (const name of NAMES) {
          const columns = schema({ id: int(), [name]: nullable(string()) });
          const rows = [
            { id: 1, [name]: 'x' },
            { id: 2, [name]: null },
          ];
          await keepsRows(await create(), columns, rows, `the column '${name}'`);
        }
      },
    ],
  ];
}

async function keepsValues(
  place: SinkUnderTest,
  { name, column, values }: TypeCase,
): Promise<void> {
  const columns = schema({ id: int(), value: column });
  const rows = [...values, null].map((value, id) => ({ id, value }));
  await keepsRows(place, columns, rows, `values of ${name}`);
}

async function keepsRows(
  place: SinkUnderTest,
  columns: Schema,
  rows: readonly AnyRow[],
  what: string,
): Promise<void> {
  try {
    await (await place.open({ schema: columns })).run(0, rows);
  } catch (error) {
    requireLaw(isNamedError(error), `refused with an error without a name: ${String(error)}`);
    return;
  }
  await place.expectRows(rows, what, columns);
}
