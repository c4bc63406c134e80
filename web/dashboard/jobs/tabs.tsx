import { useEffect, useRef } from 'react';
import { useCounts } from '../data/counts.ts';
import { count } from '../words/sizes.ts';
import { hrefOfList, type ListView, TABS } from './list-view.ts';

/** What is going on, what is done, what went wrong, all: each with how many there are. */
export function Tabs({ view }: { view: ListView }) {
  const counts = useCounts();
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); // some browsers return a promise
  }, [view.tab, counts]);
  return (
    <nav className="segments" aria-label="Which jobs">
      {TABS.map(({ name, word, more, statuses }) => (
        <a
          key={name}
          href={hrefOfList({ ...view, tab: name })}
          ref={view.tab === name ? current : null}
          aria-current={view.tab === name ? 'page' : undefined}
        >
          <span>
            {word}
            {more && <span className="only-wide">{more}</span>}
          </span>
          {counts && <span className="num faint tiny">{count(sum(counts, statuses))}</span>}
        </a>
      ))}
    </nav>
  );
}

function sum(counts: Readonly<Record<string, number>>, statuses: readonly string[]): number {
  const wanted = statuses.length === 0 ? Object.keys(counts) : statuses;
  return wanted.reduce((total, status) => total + (counts[status] ?? 0), 0);
}
