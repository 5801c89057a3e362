/** What a call on the broker object can be refused for. */
export type TestBrokerCondition =
  | 'TEST_BROKER.NO_SUCH_PARTITION'
  | 'TEST_BROKER.NO_SUCH_BROKER'
  | 'TEST_BROKER.REFUSED'
  | 'TEST_BROKER.TRANSACTION_ENDED';

/** The broker object was asked for something it cannot do. Clients on a socket get Kafka's codes. */
export class TestBrokerError extends Error {
  readonly condition: TestBrokerCondition;

  constructor(condition: TestBrokerCondition, message: string) {
    super(message);
    this.name = 'TestBrokerError';
    this.condition = condition;
  }
}
