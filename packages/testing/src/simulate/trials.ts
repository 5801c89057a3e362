import { type Disturbance, type LifePlan, lifeUntil } from './disturbance.ts';
import { judgeError } from './judge-error.ts';
import { type LifeEnd, live, type Start } from './life.ts';
import type { BuildPipeline, SimulatedPipeline } from './pipeline.ts';
import { type Allowed, differenceOf, isSameView, judgeSeen, type View, viewOf } from './views.ts';
import { type ChangePorts, World } from './world.ts';

/** How often a hazard could have struck, and how. */
interface HazardCount {
  readonly name: string;
  /** What is before belongs to earlier lives. */
  readonly first: number;
  readonly count: number;
  readonly ways: readonly string[];
}

/** What a life does that nothing happens to. */
export interface Recording {
  /** Its operations on the disk, numbered. */
  readonly trace: readonly string[];
  readonly reads: number;
  /** What else could have broken. */
  readonly hazards: readonly HazardCount[];
  /** What a reader sees at first, and after each event. */
  readonly views: readonly View[];
  readonly output: View;
}

/** What an execution came to. */
export interface Verdict {
  /** What is wrong; undefined where nothing is. */
  readonly problem?: string;
  /** Where the lives ended, for people. */
  readonly places: readonly string[];
  /** The operations on the disk, by life. */
  readonly traces: readonly (readonly string[])[];
}

interface Ended extends LifeEnd {
  readonly problem: string | undefined;
  readonly allowed: Allowed | undefined;
  readonly places: readonly string[];
  readonly traces: Verdict['traces'];
}

const QUIET = lifeUntil('end', 'kill');
const NOTHING: View = viewOf([]);

/** Runs executions of one pipeline under one seed, and judges them. */
export class Trials {
  readonly #build: BuildPipeline;
  readonly #seed: number;
  readonly #changePorts: ChangePorts | undefined;
  /** What is known of the lives asked for last, by how many there were. */
  readonly #recordings: { readonly key: string; readonly recording: Recording }[] = [];
  readonly #ends: { readonly key: string; readonly end: Ended }[] = [];
  #open: SimulatedPipeline[] = [];

  constructor(build: BuildPipeline, seed: number, changePorts?: ChangePorts) {
    this.#build = build;
    this.#seed = seed;
    this.#changePorts = changePorts;
  }

  /**
   * The life after some that were cut short. Without any it is the life of which all others have to
   * come to the same output; then it is lived twice.
   *
   * @throws an Error that says so where it fails, or is not the same twice
   */
  async recordingAfter(lives: readonly LifePlan[]): Promise<Recording> {
    const key = JSON.stringify(lives);
    const known = this.#recordings[lives.length];
    if (known?.key === key) return known.recording;
    let recording = await this.#record(lives);
    if (lives.length === 0) {
      // What a process loads when it is first used may have come in between.
      const second = await this.#record(lives);
      recording = difference(recording, second) === undefined ? second : await this.#record(lives);
      const what = difference(recording, second);
      if (what !== undefined) throw new Error(notDeterministic(this.#seed, what));
    }
    this.#recordings[lives.length] = { key, recording };
    return recording;
  }

  /** Whatever happens, it comes to the same output as an undisturbed run. */
  async run({ lives }: Disturbance): Promise<Verdict> {
    try {
      const { output, trace } = await this.recordingAfter([]);
      if (lives.length === 0) return { places: [], traces: [trace] };
      const end = await this.#endOf(lives);
      const { places, traces } = end;
      const problem = end.problem ?? (await this.#settle(end, lives, output).catch(unreadable));
      return { ...(problem === undefined ? {} : { problem }), places, traces };
    } finally {
      await this.#close();
    }
  }

  /** Looks at what is left, starts again, and looks at the output then and after one more power loss. */
  async #settle(end: Ended, lives: readonly LifePlan[], output: View): Promise<string | undefined> {
    const start = await this.#boot(end, lives);
    if (end.allowed !== undefined) {
      const { visibility = 'rows' } = start.pipeline;
      const problem = judgeSeen(await viewNow(start), end.allowed, visibility);
      if (problem !== undefined) return `right after the crash ${problem}`;
    }
    const last = await closed(await live(start, QUIET));
    for (const error of last.errors) {
      const problem = judgeError(error, false);
      if (problem !== undefined) return `in the recovery ${problem}`;
    }
    const recovered = await viewNow(last);
    if (!isSameView(output, recovered)) {
      return `after the recovery the output is another one: ${differenceOf(output, recovered)}`;
    }
    last.world.boot('all-unsynced', undefined);
    const durable = await viewNow(last);
    if (isSameView(output, durable)) return undefined;
    return `the output does not survive a later power loss: ${differenceOf(output, durable)}`;
  }

  /** The machine at the end of the last of these lives, before anything is lost. */
  async #endOf(lives: readonly LifePlan[]): Promise<Ended> {
    const plan = lives.at(-1) as LifePlan;
    const before = lives.slice(0, -1);
    const key = JSON.stringify([before, { ...plan, ending: plan.ending.at }]);
    const known = this.#ends[lives.length];
    if (known?.key === key) return known.end;
    // Both before the machine starts: where not all is on disk, they live through what was before anew.
    const recording = await this.recordingAfter(before);
    const earlier = before.length === 0 ? undefined : await this.#endOf(before);
    const start = earlier === undefined ? await this.#fresh() : await this.#boot(earlier, before);
    const end = await live(start, plan);
    const places = [...(earlier?.places ?? []), placeOf(end, plan)];
    const traces = [...(earlier?.traces ?? []), end.world.fs.trace];
    const problem = earlier?.problem ?? problemOf(end, plan, recording);
    const allowed =
      plan.twoProcesses === undefined ? allowedAfter(end, recording, earlier?.allowed) : undefined;
    const ended: Ended = { ...end, places, traces, problem, allowed };
    if (end.pipeline.isAllOnDisk === true) this.#ends[lives.length] = { key, end: ended };
    return ended;
  }

  async #record(lives: readonly LifePlan[]): Promise<Recording> {
    const start =
      lives.length === 0 ? await this.#fresh() : await this.#boot(await this.#endOf(lives), lives);
    const { world, pipeline } = start;
    const firsts = Object.values(pipeline.hazards ?? {}).map(({ count }) => count);
    const views: Promise<View>[] = [];
    const look = (): void => {
      const view = viewNow(start);
      // Asked for when the life is over.
      view.catch(() => undefined);
      views.push(view);
    };
    look();
    const end = await live(start, QUIET, look);
    const { trace, reads } = world.fs;
    // Before the last input comes, which nothing disturbs.
    const hazards = Object.entries(pipeline.hazards ?? {}).map(([name, { count, ways }], i) => ({
      name,
      first: firsts[i] as number,
      count,
      ways,
    }));
    const counted = { trace: [...trace], reads, hazards };
    const last = await closed(end);
    const [error] = last.errors;
    if (error !== undefined && lives.length === 0) {
      throw new Error(`--seed ${this.#seed}: ${judgeError(error, false)}`, { cause: error });
    }
    return {
      ...counted,
      views: await Promise.all(views),
      output: await viewNow(last),
    };
  }

  async #fresh(): Promise<Start> {
    const world = new World({ seed: this.#seed, changePorts: this.#changePorts });
    return { world, pipeline: await this.#make(world), arrived: 0 };
  }

  /** The machine starts again, with what the end of its last life left. */
  async #boot(end: LifeEnd, lives: readonly LifePlan[]): Promise<Start> {
    const { loss, lossSeed } = (lives.at(-1) as LifePlan).ending;
    const { world, pipeline, arrived } = end;
    if (pipeline.isAllOnDisk !== true) {
      world.boot(loss, lossSeed);
      return { world, pipeline, arrived };
    }
    const after = { world, fs: world.fs.crash(loss, lossSeed) };
    const next = new World({ seed: this.#seed, changePorts: this.#changePorts, after });
    const again = await this.#make(next);
    for (const arrive of (again.arrivals ?? []).slice(0, arrived)) await arrive();
    return { world: next, pipeline: again, arrived };
  }

  async #make(world: World): Promise<SimulatedPipeline> {
    const pipeline = await this.#build(world);
    this.#open.push(pipeline);
    return pipeline;
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    for (const pipeline of open) await pipeline.close?.();
  }
}

/** Gives a life that has come to its end the last of the input. */
async function closed(end: LifeEnd): Promise<LifeEnd> {
  if (end.pipeline.closing === undefined || end.errors.length > 0) return end;
  await end.pipeline.closing();
  return live(end, QUIET);
}

/** A reader cannot make sense of what is there. */
class Unreadable extends Error {}

async function viewNow({ world, pipeline }: Pick<Start, 'world' | 'pipeline'>): Promise<View> {
  try {
    return viewOf(await pipeline.output(world.reader()));
  } catch (cause) {
    throw new Unreadable(`a reader of the output fails: ${String(cause)}`, { cause });
  }
}

/** What a reader fails on is the problem. */
function unreadable(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  throw error;
}

function allowedAfter(
  { events }: LifeEnd,
  { views }: Recording,
  earlier: Allowed | undefined,
): Allowed {
  const [now, next] = [views[events], views[events + 1]].filter((view) => view !== undefined);
  const batches = [now, next].filter((view) => view !== undefined);
  // Before anything was reported, what the life before promised is all there is.
  if (events > 0 || earlier === undefined) return { least: now ?? NOTHING, batches };
  return { least: earlier.least, batches: [...earlier.batches, ...batches] };
}

function problemOf(end: LifeEnd, plan: LifePlan, { trace }: Recording): string | undefined {
  for (const error of end.errors) {
    const problem = judgeError(error, true);
    if (problem !== undefined) return problem;
  }
  const isAlone = plan.twoProcesses === undefined && plan.faults.length + plan.strikes.length === 0;
  const { fs, seed } = end.world;
  const { at } = plan.ending;
  if (!isAlone || at === 'end' || fs.trace[at] === trace[at]) return undefined;
  return notDeterministic(seed, `'${fs.trace[at]}' in place of '${trace[at]}'`);
}

function placeOf({ world: { fs }, errors }: LifeEnd, { ending, faults }: LifePlan): string {
  if (fs.isDead && ending.at !== 'end') return `died before ${fs.trace[ending.at]}`;
  const [fault] = faults;
  const at =
    fault === undefined || fault.isRead === true ? '' : ` ${fs.trace[fault.at]} failed and`;
  return errors.length === 0 ? `${at} it came to its end` : `${at} it ended: ${errors[0]?.message}`;
}

function difference(a: Recording, b: Recording): string | undefined {
  const length = Math.max(a.trace.length, b.trace.length);
  for (let i = 0; i < length; i++) {
    if (a.trace[i] !== b.trace[i]) return `'${a.trace[i]}', and then '${b.trace[i]}'`;
  }
  return isSameView(a.output, b.output) ? undefined : differenceOf(a.output, b.output);
}

function notDeterministic(seed: number, what: string): string {
  return `two runs with the same seed ${seed} are not the same: ${what}. Take time, randomness and the disk from the world of the simulation only.`;
}
