import { analyze } from '../analysis/analyze.ts';
import { checkJoinEqualities } from '../analysis/check-joins.ts';
import { describeJoinStates } from '../analysis/describe-join-state.ts';
import { planHashOf } from '../checkpoint/plan-store.ts';
import { CHECKPOINT_REQUIRED, NO_OUTPUTS, OUTPUT_NAME_TAKEN } from '../errors/query.ts';
import type { ExprSettings } from '../functions/function.ts';
import { optimize } from '../optimizer/optimize.ts';
import { explain } from '../plan/explain.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { storedPlanOf } from '../plan/stored-plan.ts';
import { MemoryFs } from '../ports/memory-fs.ts';
import type { Ports } from '../ports/ports.ts';
import type { Sink } from '../sinks/sink.ts';
import type { JsonValue } from '../types/json-value.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { OutputDefinition, QueryDefinition } from './query-definition.ts';
import { confOf } from './recorded-conf.ts';
import { processingTime, type Trigger } from './trigger.ts';
import type { MultipleWatermarkPolicy } from './watermark-tracker.ts';

/** What a session fixes for all its queries. */
export interface SessionSettings {
  readonly ports: Ports;
  readonly settings: ExprSettings;
  readonly multipleWatermarkPolicy: MultipleWatermarkPolicy;
  readonly noDataBatches: boolean;
  readonly pendingClose: boolean;
  readonly durability: 'power-loss' | 'process';
  readonly maxStateBytes: number | undefined;
  readonly warn: (message: string) => void;
}

/** One output as the user asked for it. */
export interface RequestedOutput {
  readonly plan: LogicalPlan;
  readonly sink: Sink;
  readonly outputMode: OutputMode;
  readonly name?: string;
}

export interface QueryOptions {
  readonly name?: string;
  readonly checkpointLocation?: string;
  readonly trigger?: Trigger;
  readonly allowPlanChange?: boolean;
}

/**
 * Checks a query and prepares it to run. Nothing is opened.
 *
 * @throws the conditions of `errors/analysis.ts` and `errors/join.ts`, {@link NO_OUTPUTS}, {@link OUTPUT_NAME_TAKEN},
 *   {@link CHECKPOINT_REQUIRED}
 */
export function defineQuery(
  requested: readonly RequestedOutput[],
  options: QueryOptions,
  session: SessionSettings,
): QueryDefinition {
  if (requested.length === 0) throw NO_OUTPUTS.error({});
  analyze(requested, session.settings);
  const { checkpointLocation } = options;
  const needy = requested.find(({ sink }) => sink.isEphemeral !== true);
  if (checkpointLocation === undefined && needy !== undefined) {
    throw CHECKPOINT_REQUIRED.error({ sink: needy.sink.description });
  }
  const plans = requested.map(({ plan }) => plan);
  const optimized = optimize(plans, session.settings);
  optimized.forEach(checkJoinEqualities);
  warnOfGrowingState(optimized, session.warn);
  const outputs = nameOutputs(requested, optimized);
  const storedPlan = storedPlanOf(nameOutputs(requested, plans));
  return {
    ...session,
    name: options.name,
    outputs,
    trigger: options.trigger ?? processingTime(0),
    checkpointDirectory: checkpointLocation ?? 'checkpoint',
    checkpointPorts:
      checkpointLocation === undefined ? { ...session.ports, fs: new MemoryFs() } : session.ports,
    conf: confOf(session.settings, session.multipleWatermarkPolicy),
    storedPlan,
    planHash: planHashOf(storedPlan as unknown as JsonValue),
    allowPlanChange: options.allowPlanChange ?? false,
    explanation: explanationOf(outputs),
  };
}

/** Gives every output the name it has in the checkpoint: the user's, else the kind of sink and its number. */
function nameOutputs(
  requested: readonly RequestedOutput[],
  plans: readonly LogicalPlan[],
): readonly OutputDefinition[] {
  const taken = new Set<string>();
  return requested.map(({ sink, outputMode, name, plan }, i) => {
    const sinkId = name ?? `${sink.name}-${i}`;
    if (taken.has(sinkId)) throw OUTPUT_NAME_TAKEN.error({ name: sinkId });
    taken.add(sinkId);
    return { sinkId, sink, outputMode, plan: plans[i] ?? plan };
  });
}

function explanationOf(outputs: readonly OutputDefinition[]): string {
  const lines = outputs.map(
    ({ sinkId, sink, outputMode }) =>
      `Output ${sinkId}: ${sink.description}, ${outputMode}, ${sink.deliveryGuarantee}`,
  );
  const plans = outputs.map(({ plan }) => plan);
  const joins = describeJoinStates(plans).map(
    ({ callSite, sentences }) => `State of the join${at(callSite)}: ${sentences.join('; ')}\n`,
  );
  return `${lines.join('\n')}\n${explain(...plans)}${joins.join('')}`;
}

function warnOfGrowingState(plans: readonly LogicalPlan[], warn: (message: string) => void): void {
  for (const { callSite, unbounded } of describeJoinStates(plans)) {
    if (unbounded.length === 0) continue;
    warn(
      `The join${at(callSite)} keeps all rows of the ${unbounded.join(' and the ')} for ever, so its state only grows. With withWatermark() on both sides and a condition on their times it forgets what nothing can match any more.`,
    );
  }
}

function at(callSite: string | undefined): string {
  return callSite === undefined ? '' : ` at ${callSite}`;
}
