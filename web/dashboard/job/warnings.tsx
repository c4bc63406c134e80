import type { Job } from '../../client/index.ts';
import { Icon } from '../shell/icon.tsx';

/** What the result does not show as it was asked for. */
export function Warnings({ warnings }: { warnings: Job['warnings'] }) {
  if (warnings.length === 0) return null;
  return (
    <details className="card">
      <summary className="row" style={{ padding: 'var(--s-3) var(--s-4)', color: 'var(--warn)' }}>
        <Icon name="warning" />
        <span style={{ fontWeight: 560 }}>
          {warnings.length === 1
            ? 'One thing is not as it was asked for'
            : `${warnings.length} things are not as they were asked for`}
        </span>
      </summary>
      <ul className="stack small" style={{ gap: 'var(--s-2)', padding: '0 var(--s-4) var(--s-4)' }}>
        {warnings.map(({ code, detail, pointer }) => (
          <li key={`${code} ${pointer ?? ''} ${detail}`} className="foreign">
            {detail} {pointer && <code className="faint">{pointer}</code>}
          </li>
        ))}
      </ul>
    </details>
  );
}
