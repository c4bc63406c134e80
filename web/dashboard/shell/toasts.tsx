import { useSyncExternalStore } from 'react';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from '../words/statuses.ts';

interface Toast {
  id: number;
  text: string;
  tone: Tone;
}

/** Long enough to be read twice. */
const SHOWN_MS = 6_000;
const MOST = 3;
const ICONS: Readonly<Record<Tone, IconName>> = {
  ok: 'check',
  bad: 'warning',
  warn: 'warning',
  run: 'info',
  idle: 'info',
};

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/** Says something that happened, at the edge of the page, for a while. */
export function say(text: string, tone: Tone = 'ok'): void {
  const id = nextId++;
  set([...toasts, { id, text, tone }].slice(-MOST));
  setTimeout(() => set(toasts.filter((toast) => toast.id !== id)), SHOWN_MS);
}

function set(next: readonly Toast[]): void {
  toasts = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className="toast" data-tone={tone}>
          <Icon name={ICONS[tone]} />
          <span className="foreign">{text}</span>
        </div>
      ))}
    </div>
  );
}
