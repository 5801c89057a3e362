import type { Call, ExprNode } from './node.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(['window', 'calendarWindow', 'sessionWindow']);

/** True for a call that puts a row into windows: into none, one or several. */
export function isWindowCall(node: ExprNode): node is Call {
  return node.kind === 'call' && FUNCTIONS.has(node.fn);
}

/** True for the call whose windows all have one length, and may overlap. */
export function isFixedWindow(node: ExprNode): node is Call {
  return node.kind === 'call' && node.fn === 'window';
}

/** True for the call whose windows depend on the rows: those that touch become one. */
export function isSessionWindow(node: ExprNode): node is Call {
  return node.kind === 'call' && node.fn === 'sessionWindow';
}
