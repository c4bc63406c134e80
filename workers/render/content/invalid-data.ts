/** The data that was sent, or that is in a stored file, is not what it was said to be: another attempt cannot help. */
export class InvalidData extends Error {
  override readonly name = 'InvalidData';
}
