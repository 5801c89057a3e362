/** The topics of a soak, and how many partitions each has. */
export const TOPICS = { orders: 4, alerts: 2, 'dead-letters': 1 } as const;
