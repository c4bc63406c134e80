import { useMemo, useState } from 'react';
import type { Job, JobEvent } from '../../client/index.ts';
import { chooseByArrows, tabStop } from '../shell/arrow-keys.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { Icon } from '../shell/icon.tsx';
import { dateAndTime, duration, timeOfDay } from '../words/times.ts';
import { curlOf } from './curl.ts';
import { prettyJson, shownJson } from './pretty-json.ts';
import { timelineOf } from './timeline.ts';

const VIEWS = ['Timeline', 'Events', 'Input', 'As curl'] as const;
type View = (typeof VIEWS)[number];

/** How a job came about: its story, all its events, what it was asked for, and how to ask for it again. */
export function JobRecords({ job, events }: { job: Job; events: readonly JobEvent[] }) {
  const [view, setView] = useState<View>('Timeline');
  return (
    <section className="card" aria-label="How it came about">
      <header>
        <div className="segments" role="tablist" aria-label="Records">
          {VIEWS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={view === name}
              tabIndex={tabStop(view === name)}
              onKeyDown={chooseByArrows}
              onClick={() => setView(name)}
            >
              {name}
            </button>
          ))}
        </div>
        {view === 'Input' && <CopyButton text={prettyJson(job.input)} what="the input" />}
        {view === 'As curl' && <CopyButton text={curlOf(job)} what="the command" />}
      </header>
      <div role="tabpanel" aria-label={view}>
        {view === 'Timeline' && <Timeline job={job} events={events} />}
        {view === 'Events' && <Events events={events} />}
        {view === 'Input' && <Code text={shownJson(job.input)} />}
        {view === 'As curl' && <Code text={curlOf(job)} />}
      </div>
    </section>
  );
}

function Timeline({ job, events }: { job: Job; events: readonly JobEvent[] }) {
  const moments = useMemo(() => timelineOf(job, events), [job, events]);
  return (
    <ol className="body timeline" style={{ padding: 'var(--s-5) var(--s-4) var(--s-2)' }}>
      {moments.map(({ key, at, what, detail, tone, icon, steps }) => (
        <li key={key} data-tone={tone}>
          <span className="dot">
            <Icon name={icon} size={14} />
          </span>
          <div className="what">
            {what}
            {detail && <p className="small muted foreign">{detail}</p>}
          </div>
          <time className="small faint num" dateTime={at} title={dateAndTime(at)}>
            {timeOfDay(at)}
          </time>
          {steps.length > 0 && (
            <ul className="steps">
              {steps.map((step) => (
                <li key={`${step.at} ${step.what}`}>
                  <span className="foreign">{step.what}</span>
                  <span className="faint num">{step.durationMs === null ? '' : duration(step.durationMs)}</span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

function Events({ events }: { events: readonly JobEvent[] }) {
  return (
    <ol className="events" tabIndex={0} aria-label="Events">
      {events.map(({ seq, type, createdAt, data }) => (
        <li key={seq}>
          <span className="faint num">{seq}</span>
          <time className="faint num" dateTime={createdAt}>
            {timeOfDay(createdAt)}
          </time>
          <span>{type}</span>
          <code className="clip muted" title={JSON.stringify(data)}>
            {JSON.stringify(data)}
          </code>
        </li>
      ))}
    </ol>
  );
}

function Code({ text }: { text: string }) {
  return (
    <pre className="code" tabIndex={0} style={{ borderRadius: '0 0 var(--radius-l) var(--radius-l)' }}>
      {text}
    </pre>
  );
}
