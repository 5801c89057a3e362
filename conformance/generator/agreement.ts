import { type Case, type Json, type JsonObject, listOf, type Scenario } from '../src/scenario.ts';
import { isSameType, isSameValue, unmatched } from '../src/values/same-value.ts';

/** A scenario as the oracle hands it back: `failed` says that Spark refused it, or gave up. */
export interface Answered extends Scenario {
  readonly failed?: string;
}

const LONGEST_CASE = 2500;
/**
 * What goes wrong inside Spark, and is no answer: by these it says that it found itself where it should
 * never be. A state store finds another schema than the batch before has left where Spark planned one step
 * in two ways. What a user is the cause of is a condition with a name, or an error of the user's own.
 */
const ACCIDENT =
  /NullPointerException|IllegalStateException|INTERNAL_ERROR|streaming\.state\.StateSchema/;

/** A case as the oracle hands it back. */
type AnsweredCase = Case & { readonly expectError?: { readonly spark?: string } };

/**
 * What two answers to one question agree in, as a scenario to keep; undefined where that is nothing.
 * Answers that depend on how rows are spread over partitions are no rule of Spark's.
 */
export function agreement(
  question: Scenario,
  one: Answered,
  other: Answered,
): Scenario | undefined {
  if (one.kind === 'expr') return ofCases(question, one, other);
  // Answers that were kept may be older than the generator.
  if (asked(question) !== asked(one) || asked(question) !== asked(other)) return undefined;
  if ((one.failed === undefined) !== (other.failed === undefined)) return undefined;
  if (isAccident(one) || isAccident(other)) return undefined;
  if (one.kind === 'batch') return ofBatch(one, other);
  return ofSteps(one, other);
}

/** Whether Spark broke down over the question, which is neither a result nor a refusal. */
export function isAccident({ failed = '' }: Answered): boolean {
  return ACCIDENT.test(failed);
}

/** Whether the scenario only says that Spark refuses. */
export function isRefusal({ expectError, steps = [] }: Scenario): boolean {
  return expectError !== undefined || steps.some((step) => 'expectError' in step);
}

/** What a scenario asks, without what is expected. */
function asked({ sources, plan, conf, trigger, steps = [] }: Scenario): string {
  const doings = steps.map((step) => {
    const [name = ''] = Object.keys(step);
    return name.startsWith('expect') ? name : step;
  });
  return JSON.stringify([sources, plan, conf, trigger, doings]);
}

function ofCases(question: Scenario, one: Answered, other: Answered): Scenario | undefined {
  const byExpression = (cases: readonly Case[] = []): ReadonlyMap<string, Case> =>
    new Map(cases.map((each) => [JSON.stringify(each.expr), each]));
  const [firsts, seconds] = [byExpression(one.cases), byExpression(other.cases)];
  const cases = (question.cases ?? []).flatMap(({ expr }) => {
    const [first, second] = [firsts, seconds].map((answers) => answers.get(JSON.stringify(expr)));
    if (first === undefined || second === undefined) return [];
    return isSameCase(first, second) && isTellable(first) ? [first] : [];
  });
  const tidy = cases.map((each: AnsweredCase): Case => {
    const { expectError } = each;
    return expectError === undefined
      ? each
      : { ...each, expectError: refusal(expectError.spark ?? '') };
  });
  return tidy.length === 0 ? undefined : { ...one, cases: tidy };
}

/** A case whose type the format knows, that is no book, and no accident inside Spark. */
function isTellable(each: AnsweredCase): boolean {
  const isKnown = !/_ntz|interval/.test(JSON.stringify(each.type ?? null));
  return (
    isKnown &&
    !ACCIDENT.test(each.expectError?.spark ?? '') &&
    JSON.stringify(each).length < LONGEST_CASE
  );
}

function isSameCase(one: Case, other: Case): boolean {
  if (one.expectError !== undefined) return other.expectError !== undefined;
  const { type = null, expect = null } = one;
  if (other.expectError !== undefined || !isSameType(type, other.type ?? null)) return false;
  return isSameValue(expect, other.expect ?? null, type);
}

function ofBatch({ failed, ...one }: Answered, other: Answered): Scenario | undefined {
  if (failed !== undefined) return { ...one, expectError: refusal(failed) };
  return isSameRows(one.expect ?? [], other.expect ?? [], one) ? one : undefined;
}

function ofSteps({ failed, ...one }: Answered, other: Answered): Scenario | undefined {
  const [steps, others] = [one.steps ?? [], other.steps ?? []];
  const isSame = steps.every((step, i) => isSameStep(step, others[i] ?? {}, one));
  if (!isSame) return undefined;
  if (failed === undefined) return one;
  // The oracle fills no expectation after the failure.
  const expectError = refusal(failed) as unknown as Json;
  return { ...one, steps: [...steps.filter((step) => !isEmpty(step)), { expectError }] };
}

function isEmpty(step: JsonObject): boolean {
  return Object.entries(step).some(([name, value]) => name.startsWith('expect') && value === null);
}

const ROWS = ['expectNew', 'expectAll'];

function isSameStep(one: JsonObject, other: JsonObject, scenario: Scenario): boolean {
  const name = ROWS.find((each) => each in one);
  if (name === undefined || one[name] === null)
    return JSON.stringify(one) === JSON.stringify(other);
  return isSameRows(listOf(one[name]), listOf(other[name]), scenario);
}

function isSameRows(
  one: readonly Json[],
  other: readonly Json[],
  { outputSchema }: Scenario,
): boolean {
  // The oracle tells no schema where a query only starts in the middle of the steps.
  const type: Json = { struct: (outputSchema ?? []).map(([name, column]) => [name, column]) };
  const isSame = (a: Json, b: Json): boolean =>
    outputSchema === undefined ? JSON.stringify(a) === JSON.stringify(b) : isSameValue(a, b, type);
  const { missing, unexpected } = unmatched(one, other, isSame);
  return missing.length === 0 && unexpected.length === 0;
}

const SHOWN = 160;

/** That Spark refuses; in what words is for people, and what changes from run to run is left out. */
function refusal(message: string): {
  readonly contains: readonly string[];
  readonly spark: string;
} {
  const cause = message.split(' <- ').at(-1) ?? message;
  const [firstLine = ''] = cause.replaceAll(/#\d+L?/g, '').split('\n');
  return { contains: [], spark: firstLine.slice(0, SHOWN) };
}
