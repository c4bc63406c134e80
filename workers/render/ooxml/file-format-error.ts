/** A file that is not what it should be, or larger than is read: `message` is a sentence for people. */
export class FileFormatError extends Error {
  override readonly name = 'FileFormatError';
}
