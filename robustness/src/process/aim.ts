/** Calls to the disk at which a process can be told to die. */
export const DISK_CALLS = [
  'mkdir',
  'create',
  'write',
  'sync',
  'link',
  'rename',
  'unlink',
  'syncDir',
] as const;

/** Requests to Kafka at which it can, with their numbers in the protocol. */
export const REQUESTS = {
  Produce: 0,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
} as const;

export type DiskCall = (typeof DISK_CALLS)[number];
export type RequestName = keyof typeof REQUESTS;

/** Where a process is to die by its own hand: at the `nth` call of a kind. */
export interface Aim {
  readonly call: DiskCall | RequestName;
  readonly nth: number;
  /** `amid`: half of a write is done; a request is sent, and its answer has not come. */
  readonly when: 'before' | 'amid' | 'after';
}

export function showAim({ call, nth, when }: Aim): string {
  return `${when} ${call} ${nth}`;
}

/** SIGKILL to this very process: nothing after it runs. */
export function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}
