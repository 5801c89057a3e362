import { CommandProcess, type Ending } from './command-process.ts';
import type { CrashMoment, CrashScene } from './crash-moment.ts';

/** How one process ended: at the moment that was meant for it, or on its own before. */
export interface Life {
  readonly moment: CrashMoment;
  readonly wasKilled: boolean;
}

/** A moment that has not come by then never will. */
const MOMENT_TIMEOUT_MS = 30_000;

/**
 * Runs a command once for each moment, and kills it there with SIGKILL. A life is handed out when its
 * process is gone; the next begins when it is asked for.
 *
 * @throws Error when the command fails by itself, or a moment does not come
 */
export async function* runWithCrashes(
  args: readonly string[],
  moments: readonly CrashMoment[],
  scene: CrashScene,
): AsyncGenerator<Life> {
  for (const moment of moments) {
    const { ending, wasKilled } = await liveUntil(moment, args, scene);
    if (!wasKilled && ending.exitCode !== 0) {
      throw new Error(
        `${args[0]} ended with ${ending.exitCode}, to be killed ${moment.name}:\n${ending.stderr}`,
      );
    }
    yield { moment, wasKilled };
  }
}

async function liveUntil(
  moment: CrashMoment,
  args: readonly string[],
  scene: CrashScene,
): Promise<{ readonly ending: Ending; readonly wasKilled: boolean }> {
  const watching = new AbortController();
  const process = new CommandProcess(args);
  let wasKilled = false;
  const strike = () => {
    wasKilled = true;
    process.kill();
  };
  moment.watch(scene, strike, watching.signal);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new Error(`${args[0]} did not come to where it is to be killed: ${moment.name}`)),
      MOMENT_TIMEOUT_MS,
    );
  });
  try {
    const ending = await Promise.race([process.ended, timeout]);
    return { ending, wasKilled };
  } finally {
    clearTimeout(timer);
    watching.abort();
    process.kill();
  }
}
