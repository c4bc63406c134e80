import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { DropAnywhere } from '../create/drop-file.tsx';
import { useCounts } from '../data/counts.ts';
import { SessionProvider, useConnection, useEntrance, useSession } from '../data/session.tsx';
import { JobPage } from '../job/job-page.tsx';
import { JobsPage } from '../jobs/jobs-page.tsx';
import { LIVE } from '../words/statuses.ts';
import { connectionState } from './connection-state.ts';
import { FaultNotice } from './fault-notice.tsx';
import { Icon } from './icon.tsx';
import { go, hrefTo, type Route, useRoute } from './route.ts';
import { SafeRoom } from './safe-room.tsx';
import { HelpDialog, useShortcuts } from './shortcuts.tsx';
import { Sidebar } from './sidebar.tsx';
import { SignIn } from './sign-in.tsx';
import { Toasts } from './toasts.tsx';

// Neither is needed for the first look.
const CreatePage = lazy(() => import('../create/create-page.tsx').then(({ CreatePage }) => ({ default: CreatePage })));
const QueuesPage = lazy(() => import('../queues/queues-page.tsx').then(({ QueuesPage }) => ({ default: QueuesPage })));

export function App() {
  const entrance = useEntrance();
  switch (entrance.kind) {
    case 'asking':
      return <Welcome />;
    case 'key-wanted':
      return <SignIn why={entrance.fault} onSignIn={entrance.signIn} />;
    case 'unreachable':
      return (
        <main className="main">
          <div className="page" style={{ maxWidth: 640 }}>
            <h1>Pressroom</h1>
            <FaultNotice error={entrance.error} onAgain={entrance.again} />
          </div>
        </main>
      );
    case 'in':
      return (
        <SessionProvider session={entrance.session}>
          <Rooms />
        </SessionProvider>
      );
  }
}

function Rooms() {
  const route = useRoute();
  const { signOut } = useSession();
  const counts = useCounts();
  const connection = useConnection();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useShortcuts({ '?': () => setHelpOpen(true), c: () => go(hrefTo('create')) });
  const here = route.path[0] ?? 'jobs';
  const place = route.path.join('/');
  useArrival(place);
  return (
    <div className="shell">
      <a className="button skip" href="#main" onClick={skipToMain}>
        To the content
      </a>
      <Sidebar
        here={here}
        live={counts && LIVE.reduce((sum, status) => sum + (counts[status] ?? 0), 0)}
        connection={connectionState(connection)}
        onHelp={() => setHelpOpen(true)}
        onSignOut={signOut}
      />
      <main className="main" id="main" tabIndex={-1}>
        <SafeRoom key={place}>
          <Suspense fallback={<Loading />}>
            <Room route={route} />
          </Suspense>
        </SafeRoom>
      </main>
      <DropAnywhere />
      <HelpDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <Toasts />
    </div>
  );
}

/** In another room one is at its beginning, with the keys too: what had the focus is often gone with the room before. */
function useArrival(place: string): void {
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}

function Room({ route }: { route: Route }) {
  const [place = 'jobs', id] = route.path;
  if (place === 'jobs') return id ? <JobPage key={id} jobId={id} /> : <JobsPage route={route} />;
  if (place === 'create') return <CreatePage key={route.params.get('from') ?? ''} route={route} />;
  if (place === 'queues') return <QueuesPage />;
  return (
    <section className="card empty">
      <Icon name="file" size={32} />
      <h1>There is nothing here</h1>
      <a className="button primary" href={hrefTo('jobs')}>
        See all jobs
      </a>
    </section>
  );
}

function Loading() {
  return <div className="skeleton" style={{ minHeight: '12rem' }} aria-busy="true" aria-label="Loading" />;
}

/** While it is asked who is here: the frame, so that nothing jumps. */
function Welcome() {
  return (
    <div className="shell" aria-busy="true">
      <header className="side" />
      <main className="main" />
    </div>
  );
}

/** The part behind the `#` is the route: the browser's own jump would change it. */
function skipToMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
