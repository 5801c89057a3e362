/**
 * What a query hands to a sink after a batch: rows that are final (`append`), rows that changed
 * (`update`), or the whole result (`complete`).
 */
export type OutputMode = 'append' | 'update' | 'complete';
