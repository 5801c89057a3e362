/** What is known of a column while a plan grows. */
export type Kind = 'text' | 'int' | 'long' | 'double' | 'time' | 'window' | 'other';
export interface Column {
  readonly name: string;
  readonly kind: Kind;
}
