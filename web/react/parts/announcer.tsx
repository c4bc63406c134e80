import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { JobSummary } from '../../client/index.ts';
import { announcement } from './words.ts';

/**
 * Tells people who hear a page what became of a job. It speaks at changes of status only: percents are for who asks the
 * bar, not for who listens. What was so when the page came up is not news, and not told.
 */
export function Announcer({ job }: { job: JobSummary | null }): ReactElement {
  const [text, setText] = useState('');
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (!job) return;
    const news = `${job.id} ${job.status}`;
    if (told.current !== null && told.current !== news) setText(announcement(job));
    told.current = news;
  }, [job]);
  return (
    <span className="pr-hidden" role="status">
      {text}
    </span>
  );
}
