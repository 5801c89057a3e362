import type { Ports } from '@tidemark/core/checkpoint';
import type { Terminal } from '../text/terminal.ts';

/** 0: all is well, or it was done. 1: something is wrong with the checkpoint, or it is in use. 2: the call was wrong. */
export type ExitCode = 0 | 1 | 2;

/** What a command needs of the world. */
export interface World {
  readonly ports: Ports;
  readonly terminal: Terminal;
  /** Loads a module of the user by its path; absent where that cannot be. */
  readonly importModule: (file: string) => Promise<Readonly<Record<string, unknown>>>;
}

/** What every command can be told. */
export interface CommonOptions {
  /** One JSON value instead of text. */
  readonly json?: boolean;
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
}
