import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Processes, ProcessIdentity } from './processes.ts';

/** Processes by pid, boot id and start time, the last two from `/proc` where there is one. */
export const nodeProcesses: Processes = {
  current: () => identify(process.pid),

  async isAlive(other) {
    if (!doesExist(other.pid)) return false;
    const twin = await identify(other.pid);
    // Containers on one machine share the boot id and not the host name, so the boot id decides.
    const isThisMachine =
      other.bootId === '' ? other.host === twin.host : other.bootId === twin.bootId;
    return isThisMachine && other.startTime === twin.startTime;
  },
};

async function identify(pid: number): Promise<ProcessIdentity> {
  const bootId = (await readOrEmpty('/proc/sys/kernel/random/boot_id')).trim();
  const stat = await readOrEmpty(`/proc/${pid}/stat`);
  // The second field is the command in brackets and may hold anything; the start time is the 22nd.
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { pid, host: hostname(), bootId, startTime };
}

function doesExist(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
