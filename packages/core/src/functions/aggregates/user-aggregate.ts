import { readValue } from '../../columnar/read-value.ts';
import { fromJs, toJs } from '../../columnar/row.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { NO_MERGE, USER_FUNCTION_FAILED } from '../../errors/expression.ts';
import type { UserAggregate } from '../../expr/node.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { ResolvedAggregate } from '../function.ts';
import { GroupStates } from './group-states.ts';

/** The aggregate that user code makes. Its state is stored as the type the user declared for it. */
export function userAggregate(
  name: string,
  user: UserAggregate,
  argTypes: readonly DataType[],
): ResolvedAggregate {
  return {
    dataType: user.returnType,
    nullable: user.nullable,
    stateFields: [{ name: 'state', dataType: user.stateType, nullable: true }],
    create: () => new UserAccumulator(name, user, argTypes),
  };
}

/** Undefined until the first row, so that groups of no rows cost no call. */
type State = { readonly value: unknown } | undefined;

class UserAccumulator extends GroupStates<State> {
  readonly #name: string;
  readonly #user: UserAggregate;
  readonly #argTypes: readonly DataType[];

  constructor(name: string, user: UserAggregate, argTypes: readonly DataType[]) {
    super();
    this.#name = name;
    this.#user = user;
    this.#argTypes = argTypes;
  }

  protected zero(): State {
    return undefined;
  }

  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const args = this.#argTypes.map((type, a) => {
        return toJs(readValue(inputs[a] as Vector, i, type), type, this.#name);
      });
      const before = this.#valueOf(group);
      this.states[group] = { value: this.#call(() => this.#user.reduce(before, ...args)) };
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const { stateType } = this.#user;
    const states = Array.from(groups, (group) => {
      const stored = this.#stored(this.#valueOf(group));
      // What goes on is what was stored, so that a restart changes nothing.
      this.states[group] = { value: this.#loaded(stored) };
      return stored;
    });
    return [vectorOf(states, stateType)];
  }

  loadState(groups: Int32Array, [saved]: readonly Vector[]): void {
    const { stateType, merge } = this.#user;
    for (const [row, group] of groups.entries()) {
      const value = toJs(readValue(saved as Vector, row, stateType), stateType, this.#name);
      const before = this.states[group];
      if (before !== undefined && merge === undefined) throw NO_MERGE.error({ name: this.#name });
      this.states[group] = {
        value: before === undefined ? value : this.#call(() => merge?.(before.value, value)),
      };
    }
  }

  finish(groups: Int32Array): Vector {
    const { returnType } = this.#user;
    const results = Array.from(groups, (group): InternalValue => {
      // What user code is given is a copy: it may keep or change it.
      const state = this.#loaded(this.#stored(this.#valueOf(group)));
      return fromJs(
        this.#call(() => this.#user.finish(state)),
        returnType,
      );
    });
    return vectorOf(results, returnType);
  }

  #valueOf(group: number): unknown {
    const state = this.states[group];
    return state === undefined ? this.#call(this.#user.zero) : state.value;
  }

  #stored(value: unknown): InternalValue {
    return fromJs(value, this.#user.stateType);
  }

  #loaded(value: InternalValue): unknown {
    return toJs(value, this.#user.stateType, this.#name);
  }

  #call(run: () => unknown): unknown {
    try {
      return run();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw USER_FUNCTION_FAILED.error({ name: this.#name, reason }, { cause });
    }
  }
}
