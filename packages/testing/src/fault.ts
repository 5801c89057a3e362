export const FAULT_CODES = ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'EROFS', 'EACCES'] as const;

/** The codes with which a disk refuses. */
export type FaultCode = (typeof FAULT_CODES)[number];

/** Makes calls fail. */
export interface Fault {
  /** The call that fails: a number of operations, from 0, or of reads where `isRead`. */
  readonly at: number;
  readonly code: FaultCode;
  /** All later ones fail too, of those that can fail so: for `EMFILE` whatever opens, for `EIO` also reads. */
  readonly isSticky?: boolean;
  /** `at` counts calls that only look: `readFile`, `readdir`, `stat`. */
  readonly isRead?: boolean;
  /** Which part of its bytes a `write` that fails has written; half of them unless said. */
  readonly writtenPart?: number;
}

const LOOKS = ['readFile', 'readdir', 'stat'];
/** Which calls never fail in this way on a machine; all others may. */
const CANNOT_FAIL: Readonly<Record<FaultCode, readonly string[]>> = {
  EIO: ['stat'],
  EMFILE: ['mkdir', 'write', 'sync', 'link', 'rename', 'unlink', 'rmdir', 'stat'],
  ENOSPC: [...LOOKS, 'unlink', 'rmdir', 'syncDir'],
  EDQUOT: [...LOOKS, 'unlink', 'rmdir', 'syncDir'],
  EROFS: LOOKS,
  EACCES: LOOKS,
};

/** Whether a call can end with the code on a real machine. */
export function canFail(call: string, code: FaultCode): boolean {
  return !CANNOT_FAIL[code].includes(call);
}
