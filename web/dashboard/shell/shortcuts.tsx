import { useEffect, useRef } from 'react';

/** What a key does. Keys that are typed into a field, or with a modifier, are left alone. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isInDialog()) return;
      const act = current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** Fields that letters mean nothing to. */
const NOT_TYPED_IN = ['checkbox', 'radio', 'file', 'button', 'submit'];

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_IN.includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

function isInDialog(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Search the jobs'],
  ['j', 'Next job'],
  ['k', 'Previous job'],
  ['Enter', 'Open the job'],
  ['x', 'Select the job'],
  ['c', 'Create a job'],
  ['g', 'Back to the list'],
  ['?', 'This help'],
];

/** All keys, in a dialog. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return dialog.current?.close();
    dialog.current?.showModal();
    close.current?.focus(); // a dialog that opens later has nothing of React's autoFocus
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby="help-title" onClose={onClose}>
      <div>
        <h2 id="help-title">Keys</h2>
        <dl className="keys">
          {KEYS.map(([key, what]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p className="small muted">
          Every job is an address that can be sent to somebody. All that is done here can be done over HTTP too: see the{' '}
          <a href="docs/">API</a>.
        </p>
        <button ref={close} type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </dialog>
  );
}
