declare module 'linebreak' {
  /** The places where a line may end (UAX 14), one after the other; the end of the text is the last. */
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required?: boolean } | null;
  }
}
