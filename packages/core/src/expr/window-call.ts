import type { Call, ExprNode } from './node.ts';

/** True for a call that puts a row into windows: into none, one or several. */
export function isWindowCall(node: ExprNode): node is Call {
  return node.kind === 'call' && (node.fn === 'window' || node.fn === 'sessionWindow');
}

/** True for the call whose windows depend on the rows: those that touch become one. */
export function isSessionWindow(node: ExprNode): node is Call {
  return node.kind === 'call' && node.fn === 'sessionWindow';
}
