import type { JobStatusName } from '../../client/index.ts';
import { Icon } from '../shell/icon.tsx';
import { STATUS } from '../words/statuses.ts';

/** A job's status as a round mark; its word is heard. */
export function StateMark({ status, isLarge = false }: { status: JobStatusName; isLarge?: boolean }) {
  const { word, tone, icon } = STATUS[status];
  const turns = status === 'running' ? 'turns' : undefined;
  return (
    <span className={isLarge ? 'state large' : 'state'} data-tone={tone} title={word}>
      <Icon name={icon} size={isLarge ? 22 : 16} label={word} {...(turns ? { className: turns } : {})} />
    </span>
  );
}

/** A job's status as a word. */
export function StatePill({ status }: { status: JobStatusName }) {
  const { word, tone } = STATUS[status];
  return (
    <span className="pill" data-tone={tone}>
      {word}
    </span>
  );
}
