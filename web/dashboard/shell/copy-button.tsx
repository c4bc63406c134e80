import { useState } from 'react';
import { Icon } from './icon.tsx';
import { say } from './toasts.tsx';

const TOLD_MS = 1_600;

/** Copies a text, and says so in its place. */
export function CopyButton({ text, what, word }: { text: string; what: string; word?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), TOLD_MS);
    } catch {
      say('The browser does not let this page copy. Select the text and copy it yourself.', 'warn');
    }
  };
  return (
    <button
      type="button"
      className={word ? 'button' : 'button plain icon'}
      style={word ? {} : { minHeight: 26, width: 26 }}
      onClick={() => void copy()}
      aria-label={isCopied ? 'Copied' : `Copy ${what}`}
    >
      <Icon name={isCopied ? 'check' : 'copy'} size={15} />
      {word}
    </button>
  );
}
