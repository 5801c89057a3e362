import type { StateOperatorProgress } from '@tidemark/core';
import { Difference, Skip } from '../outcome.ts';
import { checkError } from '../runner/expected-error.ts';
import type { QueryUnderTest } from '../runner/query-under-test.ts';
import type { ErrorSpec, JsonObject } from '../scenario.ts';
import { checkSame, type Steps } from './step.ts';

export const QUERY: Steps = [
  [
    'expectStart',
    ({ query }) => {
      if (query?.isActive !== true) throw new Difference('the query does not run');
    },
  ],
  [
    'expectError',
    async (query, expected) => {
      await query.attempt('run', () => query.query?.processAllAvailable());
      query.watch();
      const { failure } = query;
      if (failure === undefined)
        throw new Difference(`no error, expected one about ${contents(expected)}`);
      checkError(expected as unknown as ErrorSpec, failure);
      await query.takeFailure();
    },
  ],
  ['expectQuery', (query, expected) => checkQuery(query, expected as JsonObject)],
  [
    'expectJoinOutputWatermarkDelta',
    (query, expected) => {
      const { inputWatermark = '', outputWatermark = '' } = joinReport(query);
      const delta = Date.parse(outputWatermark) - Date.parse(inputWatermark);
      checkSame('output watermark of the join beyond that of its input', delta, expected);
    },
  ],
];

/** What the join of the latest batch reports. */
function joinReport(query: QueryUnderTest): Partial<StateOperatorProgress> {
  const operators = query.reports().at(-1)?.stateOperators ?? [];
  return operators.find(({ operatorName }) => operatorName === 'symmetricHashJoin') ?? {};
}

function contents(expected: unknown): string {
  return (expected as ErrorSpec).contains.join(', ');
}

async function checkQuery({ query, world }: QueryUnderTest, expected: JsonObject): Promise<void> {
  if (query === undefined) throw new Difference('the query is not started');
  for (const [name, value] of Object.entries(expected)) {
    switch (name) {
      case 'isActive':
        checkSame(name, query.isActive, value);
        break;
      case 'exception':
        checkSame(name, query.exception === null, value === null);
        break;
      case 'awaitTerminationWithin10ms': {
        const answer = query.awaitTermination(10);
        await world.clock.advance(10);
        checkSame(name, await answer, value);
        break;
      }
      case 'awaitTerminationThrows': {
        const hasThrown = await query.awaitTermination().then(
          () => false,
          () => true,
        );
        checkSame(name, hasThrown, value);
        break;
      }
      default:
        throw new Skip(`no such answer of a query here: ${name}`);
    }
  }
}
