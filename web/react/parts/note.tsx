import type { ReactElement, ReactNode } from 'react';
import type { PressroomError } from '../../client/index.ts';

/** What is wrong and what to do next. */
export function Note({ error, children }: { error: PressroomError; children?: ReactNode }): ReactElement {
  return (
    <div className="pr-note" data-tone="bad" role="alert">
      <p>
        <strong>{error.detail}</strong> {error.advice}
      </p>
      {error.faults.length > 0 && (
        <ul>
          {error.faults.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {children}
    </div>
  );
}
