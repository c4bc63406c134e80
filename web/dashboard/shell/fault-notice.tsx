import { PressroomError } from '../../client/index.ts';
import { Icon } from './icon.tsx';

/** What is wrong and what to do next; with a button where trying again may help. */
export function FaultNotice({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Icon name="warning" />
      <div className="grow stack" style={{ gap: 'var(--s-1)' }}>
        <p className="foreign">{faultSentence(error)}</p>
        {error instanceof PressroomError && error.requestId && (
          <p className="tiny faint mono">Request {error.requestId}</p>
        )}
      </div>
      {onAgain && (
        <button type="button" className="button" onClick={onAgain}>
          Try again
        </button>
      )}
    </div>
  );
}

export function faultSentence(error: unknown): string {
  if (error instanceof PressroomError) return error.message;
  return 'Something went wrong in this page. Load it again.';
}
