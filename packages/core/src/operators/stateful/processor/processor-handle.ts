import {
  BAD_TTL,
  BAD_VARIABLE_NAME,
  DECLARED_TOO_LATE,
  VARIABLE_TAKEN,
} from '../../../errors/stateful-processor.ts';
import type {
  ListState,
  MapState,
  StatefulProcessorHandle,
  StateVariableOptions,
  TimeMode,
  ValueState,
} from '../../../plan/stateful-processor.ts';
import { type Field, LONG } from '../../../types/data-type.ts';
import { type Duration, delayMsOf } from '../../../types/duration.ts';
import type { ColumnType } from '../../../types/schema.ts';
import { TIMERS } from './group-timers.ts';
import type { KeyScope } from './key-scope.ts';
import { TableListState } from './list-state.ts';
import { TableMapState } from './map-state.ts';
import { TableValueState } from './value-state.ts';
import { VariableTable } from './variable-table.ts';

/** Names become names of folders, so a letter in them is the same letter everywhere. */
const NAME = /^[\w-]{1,100}$/;

type VariableKind = 'Value' | 'List' | 'Map';

/** Takes the declarations of a processor while it is made. */
export class ProcessorHandle implements StatefulProcessorHandle {
  readonly #scope: KeyScope;
  readonly #timeMode: TimeMode;
  readonly #tables = new Map<string, VariableTable>();
  readonly #forgotten = new Set<string>();
  readonly #counts = new Map<string, number>();
  #isOpen = true;

  constructor(scope: KeyScope, timeMode: TimeMode) {
    this.#scope = scope;
    this.#timeMode = timeMode;
  }

  /** What was declared. Nothing can be declared any more. */
  close(): ProcessorDeclarations {
    this.#isOpen = false;
    return {
      tables: [...this.#tables.values()],
      forgotten: this.#forgotten,
      counts: Object.fromEntries(this.#counts),
    };
  }

  valueState<T>(name: string, type: ColumnType<T>, options?: StateVariableOptions): ValueState<T> {
    const table = this.#declare('Value', name, type, options);
    return new TableValueState(this.#parts(table, type));
  }

  listState<T>(name: string, type: ColumnType<T>, options?: StateVariableOptions): ListState<T> {
    const index = { name: 'index', dataType: LONG, nullable: false };
    const table = this.#declare('List', name, type, options, index);
    return new TableListState(this.#parts(table, type));
  }

  mapState<K, V>(
    name: string,
    keyType: ColumnType<K>,
    valueType: ColumnType<V>,
    options?: StateVariableOptions,
  ): MapState<K, V> {
    const { dataType } = keyType;
    const key = { name: 'mapKey', dataType, nullable: false };
    const table = this.#declare('Map', name, valueType, options, key);
    return new TableMapState(this.#parts(table, valueType), dataType);
  }

  deleteIfExists(name: string): void {
    this.#requireOpen('deleteIfExists');
    this.#requireFree(name);
    this.#forgotten.add(name);
  }

  #declare(
    kind: VariableKind,
    name: string,
    type: ColumnType<unknown>,
    { ttl }: StateVariableOptions = {},
    ownKey?: Field,
  ): VariableTable {
    this.#requireOpen(`${kind.toLowerCase()}State`);
    this.#requireFree(name);
    const table = new VariableTable({
      name,
      scope: this.#scope,
      valueType: type.dataType,
      ttlMs: ttl === undefined ? undefined : this.#ttlMsOf(name, ttl),
      ...(ownKey === undefined ? {} : { ownKey }),
      isOrdered: kind === 'List',
    });
    this.#tables.set(name.toLowerCase(), table);
    const metric = `num${kind}State${ttl === undefined ? '' : 'WithTTL'}Vars`;
    this.#counts.set(metric, (this.#counts.get(metric) ?? 0) + 1);
    return table;
  }

  #parts(
    table: VariableTable,
    { dataType }: ColumnType<unknown>,
  ): ConstructorParameters<typeof TableValueState>[0] {
    return { scope: this.#scope, table, type: dataType };
  }

  #requireOpen(method: string): void {
    if (!this.#isOpen) throw DECLARED_TOO_LATE.error({ method });
  }

  #requireFree(name: string): void {
    if (!NAME.test(name)) {
      const reason = 'it becomes part of the name of a folder';
      throw BAD_VARIABLE_NAME.error({ name, reason });
    }
    if (name.toLowerCase() === TIMERS) {
      throw BAD_VARIABLE_NAME.error({ name, reason: 'timers are stored under it' });
    }
    const other =
      this.#tables.get(name.toLowerCase())?.tableName ??
      [...this.#forgotten].find((known) => known.toLowerCase() === name.toLowerCase());
    if (other !== undefined) throw VARIABLE_TAKEN.error({ name, other });
  }

  #ttlMsOf(name: string, ttl: Duration): number {
    if (this.#timeMode !== 'processingTime') {
      const reason = `goes by the clock, and the time mode is '${this.#timeMode}'`;
      throw BAD_TTL.error({ name, reason });
    }
    const ttlMs = delayMsOf(ttl);
    if (!(ttlMs > 0)) throw BAD_TTL.error({ name, reason: `is ${ttlMs} ms, which is not above 0` });
    return ttlMs;
  }
}

/** What a processor declared. */
export interface ProcessorDeclarations {
  readonly tables: readonly VariableTable[];
  /** The variables of earlier versions that are to be forgotten. */
  readonly forgotten: ReadonlySet<string>;
  /** How many variables there are of each kind, by Spark's names. */
  readonly counts: Readonly<Record<string, number>>;
}
