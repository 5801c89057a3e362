import type { ExprSettings } from '../functions/function.ts';
import type { QueryConf, QueryDefinition } from './query-definition.ts';
import type { MultipleWatermarkPolicy } from './watermark-tracker.ts';

/** The settings of a query that results depend on. */
export function confOf(settings: ExprSettings, policy: MultipleWatermarkPolicy): QueryConf {
  return {
    timeZone: settings.timeZone,
    ansi: String(settings.ansi),
    multipleWatermarkPolicy: policy,
  };
}

/**
 * The query with the settings its checkpoint was begun with: they win over those of a later start, as
 * in Spark (semantics 1.5), with a warning. So a batch that runs again runs as it was begun.
 */
export function withRecordedConf(
  definition: QueryDefinition,
  recorded: Readonly<Record<string, string>>,
): QueryDefinition {
  const { conf, warn } = definition;
  const kept = (name: keyof QueryConf): string => {
    const before = Object.hasOwn(recorded, name) ? recorded[name] : undefined;
    if (before === undefined || before === conf[name]) return conf[name];
    warn(
      `The checkpoint '${definition.checkpointDirectory}' was begun with ${name} '${before}'. That stays; '${conf[name]}' needs a new checkpointLocation.`,
    );
    return before;
  };
  const effective: QueryConf = {
    timeZone: kept('timeZone'),
    ansi: kept('ansi'),
    multipleWatermarkPolicy: kept('multipleWatermarkPolicy'),
  };
  return {
    ...definition,
    conf: effective,
    settings: { timeZone: effective.timeZone, ansi: effective.ansi === 'true' },
    multipleWatermarkPolicy: effective.multipleWatermarkPolicy === 'max' ? 'max' : 'min',
  };
}
