/**
 * What happens to the rows of a batch that runs again after a crash:
 * - `exactly-once`: the target shows them once,
 * - `idempotent-by-key`: they replace themselves,
 * - `at-least-once`: they may appear again.
 */
export type DeliveryGuarantee = 'exactly-once' | 'idempotent-by-key' | 'at-least-once';
