import type { Session, SessionOptions, StreamingQuery } from '@tidemark/core';
import type { Ports } from '@tidemark/core/connector';
import type { ManualClock } from '../manual-clock.ts';
import type { SimFs } from '../sim-fs.ts';

/** The world of one execution, from which everything that `build` makes has to follow. */
export interface SimWorld {
  /** Decides everything that is chosen: data, sizes, options. */
  readonly seed: number;
  /** The next number in [0, 1) of those that follow from the seed, as `Math.random` gives them. */
  readonly random: () => number;
  /** The disk as it is now; another one after a crash. For what other programs put there. */
  readonly fs: SimFs;
  /** Goes on while everybody waits. */
  readonly clock: ManualClock;
  /** Calls back when the machine dies: for what has to die with it, such as open connections. */
  onCrash(listener: () => void): void;
  /** Lets the machine die now, away from any operation on its disk. */
  die(): void;
  /**
   * What one more process of the machine is given, beside those that run for the execution. Without the
   * lock of processes it does not notice that others use the same checkpoint.
   */
  process(hasLock: boolean): Ports;
}

/**
 * What a reader of the output may see while the query runs, and right after a crash:
 * - `batches`: the output of a whole number of batches,
 * - `rows`: perhaps only a part of the newest batch; but no row that does not stay, and none twice,
 * - `nothing`: anything; only the output in the end counts.
 */
export type Visibility = 'batches' | 'rows' | 'nothing';

/** Something beside the disk that can break, such as the requests to a server, one after the other. */
export interface Hazard {
  /** How many chances to break there were since the pipeline was built. */
  readonly count: number;
  /** The ways to break; words for a command line, such as `drop`. */
  readonly ways: readonly string[];
  /** Lets chance number `at`, from 0, go wrong. Those before were in order. */
  strike(at: number, way: string): void;
}

/** A pipeline as {@link simulate} runs it, over and over. */
export interface SimulatedPipeline {
  /**
   * Starts the query: one life of the program. The session lives on the simulated disk. Afterwards the
   * query is left to itself until all that is available is done, and is then stopped.
   */
  start(session: Session): Promise<StreamingQuery>;
  /**
   * What a reader sees, in any order: rows, lines of text, the bytes of files. Called with a process of
   * its own and a copy of the disk. The query goes on meanwhile, so what is elsewhere is taken on the
   * spot, before the first `await`; or `visibility` is `nothing`.
   */
  output(reader: Ports): Promise<readonly unknown[]> | readonly unknown[];
  /**
   * Makes more input available, one after the other: each once all before is done, to a new process.
   * Whatever the query is to find in one go is there from the beginning.
   */
  readonly arrivals?: readonly (() => void | Promise<void>)[];
  /**
   * Makes the last input available, once all is done and nothing can happen any more: rows that let
   * windows close, and pairs give up. A run that dies may leave to the next data what it would have
   * closed without any, as in Spark; so give it some, and no row that comes late.
   */
  closing?(): void | Promise<void>;
  /** `rows` unless said. */
  readonly visibility?: Visibility;
  /**
   * Nothing but the simulated disk outlives a process, `build` and `arrivals` fill only sources in memory:
   * then a copy of the disk is a copy of the world, and runs are shared up to a crash. It saves half the time.
   */
  readonly isAllOnDisk?: boolean;
  /** Options of the sessions. */
  readonly session?: Omit<SessionOptions, 'ports' | 'durability'>;
  /** What else can break, by a name for the command line. */
  readonly hazards?: Readonly<Record<string, Hazard>>;
  /** How many turns of the event loop without a call of the disk count as waiting for time; 10 unless said. */
  readonly patienceTurns?: number;
  /** After each execution. */
  close?(): void | Promise<void>;
}

/** Makes the pipeline, and whatever outlives its processes, for a world. The same for the same seed. */
export type BuildPipeline = (world: SimWorld) => SimulatedPipeline | Promise<SimulatedPipeline>;
