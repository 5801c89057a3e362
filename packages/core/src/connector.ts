export { Condition, type ErrorKind, StreamingError } from './errors/condition.ts';
