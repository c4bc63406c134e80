import { StrictMode, useState, type ReactElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import {
  CompactProgressTracker,
  DocumentGenerator,
  JobList,
  PressroomProvider,
  ProgressTracker,
  useConnection,
  useJobStatus,
  useResume,
} from '../../../web/react/index.ts';
import '../../../web/react/styles.css';

/** One page for all tests: its address says what is on it. */

declare global {
  interface Window {
    /** What onComplete and onError were told. */
    told: string[];
  }
}

window.told = [];
const query = new URLSearchParams(location.search);
const jobs = query.getAll('job').flatMap((ids) => ids.split(','));
const theme = query.get('theme');
if (theme) document.documentElement.dataset.pressroomTheme = theme;

const onComplete = ({ id }: { id: string }): void => void window.told.push(`complete ${id}`);
const onError = (error: Error): void => void window.told.push(`error ${error.message}`);

function View(): ReactNode {
  switch (query.get('view')) {
    case 'tracker':
      return jobs.map((id) => <ProgressTracker key={id} jobId={id} onComplete={onComplete} onError={onError} />);
    case 'compact':
      return jobs.map((id) => <CompactProgressTracker key={id} jobId={id} onComplete={onComplete} onError={onError} />);
    case 'list':
      return <JobList filter={query.get('type') ? { type: query.get('type') as 'pdf' } : {}} onSelect={() => {}} />;
    case 'resume':
      return <Resume sessionId={query.get('session') ?? ''} />;
    case 'generator':
      return <DocumentGenerator defaultText={'# Films\n\nThree of them.'} defaultTitle="Three films" />;
    case 'twice':
      return <Twice jobId={jobs[0] ?? ''} />;
    default:
      return null;
  }
}

function Resume({ sessionId }: { sessionId: string }): ReactElement {
  const list = useResume(sessionId);
  return <JobList jobs={list} label="Since you left" empty="Nothing happened." />;
}

/** Two that watch the same job, one of which comes and goes. */
function Twice({ jobId }: { jobId: string }): ReactElement {
  const { job } = useJobStatus(jobId);
  const [isShown, setIsShown] = useState(true);
  return (
    <>
      <output>{job?.lastSeq}</output>
      <button type="button" onClick={() => setIsShown(!isShown)}>
        toggle
      </button>
      {isShown && <ProgressTracker jobId={jobId} />}
    </>
  );
}

function Badge(): ReactElement {
  const { state, transport, isShared } = useConnection();
  return <p data-testid="connection">{[state, transport, isShared ? 'shared' : 'own'].join(' ')}</p>;
}

const token = query.has('token') ? (): Promise<string> => fetch('/token').then((answer) => answer.text()) : undefined;
const share = query.has('alone') ? false : undefined;
const app = (
  <PressroomProvider token={token} shareAcrossTabs={share}>
    <View />
    {query.has('bare') ? null : <Badge />}
  </PressroomProvider>
);
const root = document.getElementById('root');
if (root) createRoot(root).render(query.has('strict') ? <StrictMode>{app}</StrictMode> : app);
