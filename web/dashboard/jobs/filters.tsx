import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { Icon } from '../shell/icon.tsx';
import { KNOWN_TYPES, typeLook } from '../words/statuses.ts';
import { chipsOf, type ListView } from './list-view.ts';

/** Typing rests for so long before the list is asked for again. */
const REST_MS = 250;

export function Filters({
  view,
  onChange,
  search,
}: {
  view: ListView;
  onChange: (view: ListView) => void;
  search: RefObject<HTMLInputElement | null>;
}) {
  const [text, setText] = useTypedText(view, onChange);
  return (
    <div className="toolbar">
      <div className="search" role="search">
        <Icon name="search" />
        <input
          ref={search}
          className="input"
          type="search"
          placeholder="Search by title, id or tag"
          aria-label="Search by title, id or tag"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={leaveOnEscape}
        />
        {text === '' && <kbd aria-hidden="true">/</kbd>}
      </div>
      <select
        className="input"
        style={{ width: 'auto' }}
        aria-label="Type"
        value={view.type}
        onChange={(event) => onChange({ ...view, type: event.target.value })}
      >
        <option value="">All types</option>
        {KNOWN_TYPES.map((type) => (
          <option key={type} value={type}>
            {typeLook(type).word}
          </option>
        ))}
      </select>
      <div className="chips">
        {chipsOf(view).map(({ word, without }) => (
          <button key={word} type="button" className="chip" onClick={() => onChange(without)}>
            <span className="clip foreign">{word}</span>
            <Icon name="cross" size={14} label="Take this filter away" />
          </button>
        ))}
      </div>
    </div>
  );
}

/** What is searched for stays: a browser's own Escape would empty the field. */
function leaveOnEscape(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  event.currentTarget.blur();
}

/** What is typed, and told on when the typing rests; changed from elsewhere it follows. */
function useTypedText(view: ListView, onChange: (view: ListView) => void): [string, (text: string) => void] {
  const [text, setText] = useState(view.q);
  const [shown, setShown] = useState(view.q);
  if (shown !== view.q) {
    setShown(view.q);
    if (text.trim() !== view.q) setText(view.q);
  }
  useEffect(() => {
    if (text.trim() === view.q) return undefined;
    const rest = setTimeout(() => onChange({ ...view, q: text.trim() }), REST_MS);
    return () => clearTimeout(rest);
  }, [text, view, onChange]);
  return [text, setText];
}
