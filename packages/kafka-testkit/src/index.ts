export type { CommittedOffset } from './broker/group-coordinator.ts';
export { type TestBrokerCondition, TestBrokerError } from './errors.ts';
export type { Fault, FaultableRequest, Faults } from './faults.ts';
export { errorsOf, mayBeApplied } from './protocol/answerable-errors.ts';
export type { ApiName } from './protocol/api.ts';
export type { ErrorName } from './protocol/error-codes.ts';
export type { HeaderValue, RecordToProduce, StoredRecord } from './records.ts';
export type { RequestCounts } from './request-counts.ts';
export {
  type BatchSummary,
  type IsolationLevel,
  startTestBroker,
  type TestBroker,
} from './test-broker.ts';
export type { TestBrokerOptions, TopicOptions } from './test-broker-options.ts';
export type { TestTransaction } from './test-transaction.ts';
