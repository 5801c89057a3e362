import { Condition } from './condition.ts';

export const SECRET_NOT_SET: Condition<{ variable: string }> = new Condition('SECRET.NOT_SET', {
  kind: 'analysis',
  message: ({ variable }) =>
    `The environment variable ${variable} is to hold a secret, and it is not set or empty.`,
  hint: ({ variable }) => `Set ${variable} for the process, or correct the name.`,
});
