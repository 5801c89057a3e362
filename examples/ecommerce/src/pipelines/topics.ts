/** The topics of the shop. */
export const TOPICS = {
  orders: 'orders',
  alerts: 'alerts',
  deadLetters: 'orders.dead-letter',
} as const;

export const ORDER_PARTITIONS = 4;
