import {
  BAD_TIMER,
  MISSING_HANDLER,
  NO_WATERMARK_FOR_TIMERS,
  TIMER_NOT_ALLOWED,
} from '../../../errors/stateful-processor.ts';
import type { TimeMode, Timers } from '../../../plan/stateful-processor.ts';
import { LONG } from '../../../types/data-type.ts';
import type { KeyScope } from './key-scope.ts';
import type { StateRow } from './state-row.ts';
import { VariableTable } from './variable-table.ts';

/** Begins the names of tables of timers, and no variable has it. Stored on disk: never change. */
export const TIMERS: string = 'timers';

const TABLE_NAME = /^timers\.(?<timeMode>\w+)$/;

/** The time mode of a table of timers; undefined for the table of a variable. */
export function timeModeOf(tableName: string): string | undefined {
  return TABLE_NAME.exec(tableName)?.groups?.['timeMode'];
}

/** What the timers of a processor go by. */
export interface TimerSettings {
  readonly timeMode: TimeMode;
  readonly hasWatermark: boolean;
}

/** The timers of all keys, as the call of one key sees its own. */
export class GroupTimers implements Timers {
  readonly table: VariableTable;
  readonly #scope: KeyScope;
  readonly #settings: TimerSettings;
  /** Whether somebody answers when a timer has expired; known once the processor is made. */
  canExpire = false;
  #processingTimeMs = 0;
  #watermarkMs = 0;
  #numRegistered = 0;
  #numDeleted = 0;

  constructor(scope: KeyScope, settings: TimerSettings) {
    this.#scope = scope;
    this.#settings = settings;
    const ownKey = { name: 'expiryMs', dataType: LONG, nullable: false };
    this.table = new VariableTable({ name: `${TIMERS}.${settings.timeMode}`, scope, ownKey });
  }

  get numRegistered(): number {
    return this.#numRegistered;
  }

  /** How many were taken back, or had their call. */
  get numDeleted(): number {
    return this.#numDeleted;
  }

  begin(processingTimeMs: number, watermarkMs: number): void {
    this.table.begin(processingTimeMs);
    this.#processingTimeMs = processingTimeMs;
    this.#watermarkMs = watermarkMs;
    this.#numRegistered = 0;
    this.#numDeleted = 0;
  }

  /** The timers of all keys whose time has come, the earliest first. */
  takeExpired(): readonly StateRow[] {
    const { timeMode } = this.#settings;
    if (timeMode === 'none') return [];
    const isByClock = timeMode === 'processingTime';
    return this.table.takeDue(isByClock ? this.#processingTimeMs : this.#watermarkMs);
  }

  /** Deletes a timer that had its call, also when the call registered it anew, as Spark does. */
  dropExpired({ group, token }: StateRow): void {
    const timer = this.table.find(group, token);
    if (timer !== undefined) this.table.remove(timer);
    this.#numDeleted++;
  }

  register(time: number | Date): void {
    const group = this.#groupFor('register');
    const timeMs = millisOf(time);
    if (!this.canExpire) {
      const because = 'a timer was registered';
      throw MISSING_HANDLER.error({ handler: 'handleExpiredTimer', because });
    }
    this.table.schedule(group, timeMs);
    this.#numRegistered++;
  }

  delete(time: number | Date): void {
    const group = this.#groupFor('delete');
    const timer = this.table.find(group, millisOf(time));
    if (timer !== undefined) this.table.remove(timer);
    this.#numDeleted++;
  }

  list(): readonly number[] {
    const group = this.#groupFor('list');
    return Array.from(this.table.of(group), ({ timeMs }) => timeMs).sort((a, b) => a - b);
  }

  currentProcessingTimeMs(): number {
    return this.#processingTimeMs;
  }

  currentWatermarkMs(): number {
    if (!this.#settings.hasWatermark) throw NO_WATERMARK_FOR_TIMERS.error({});
    return this.#watermarkMs;
  }

  #groupFor(method: string): number {
    if (this.#settings.timeMode === 'none') throw TIMER_NOT_ALLOWED.error({ method });
    return this.#scope.current;
  }
}

function millisOf(time: number | Date): number {
  const timeMs = Number(time);
  if (!Number.isSafeInteger(timeMs)) throw BAD_TIMER.error({ time: String(time) });
  return timeMs;
}
