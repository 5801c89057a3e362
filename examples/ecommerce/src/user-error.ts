/** Something only the user can put right. The message says all there is to say. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}
