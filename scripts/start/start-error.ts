/** Why the service cannot start or go on, in words for the person at the terminal: printed without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}
