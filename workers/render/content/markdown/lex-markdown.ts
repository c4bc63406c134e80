import { Lexer, type Token, type TokensList } from 'marked';

/** Signs that may be marks are tried again and again in what no space divides; no word or address is as long. */
export const MAX_MARKED_CHARACTERS = 4000;
const UNDIVIDED = new RegExp(`[!-~]{${MAX_MARKED_CHARACTERS + 1},}`, 'g');
const MARKS = /[*_~@]|:\/\/|www\./;

/**
 * The tokens of GitHub-flavoured Markdown. The library's time for a text without spaces and full of marks grows with the
 * square of its length: such a text is taken as it was written.
 *
 * @param tellPlain called for each text that was
 * @throws RangeError when the text is nested more deeply than the parser can follow
 */
export function lexMarkdown(markdown: string, tellPlain: () => void): TokensList {
  const lexer = new Lexer({ gfm: true });
  const inlineTokens = lexer.inlineTokens.bind(lexer);
  lexer.inlineTokens = (text: string, tokens: Token[] = []): Token[] => {
    if (!isTangled(text)) return inlineTokens(text, tokens);
    tellPlain();
    tokens.push({ type: 'text', raw: text, text, escaped: false });
    return tokens;
  };
  return lexer.lex(markdown);
}

function isTangled(text: string): boolean {
  if (text.length <= MAX_MARKED_CHARACTERS) return false;
  return (text.match(UNDIVIDED) ?? []).some((word) => MARKS.test(word));
}
