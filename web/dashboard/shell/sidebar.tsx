import { useMay } from '../data/session.tsx';
import { hrefTo } from './route.ts';
import { Icon, type IconName } from './icon.tsx';
import { type Theme, useTheme } from './theme.ts';
import type { Tone } from '../words/statuses.ts';
import { count } from '../words/sizes.ts';

const PLACES: readonly { path: string; word: string; icon: IconName }[] = [
  { path: 'jobs', word: 'Jobs', icon: 'jobs' },
  { path: 'create', word: 'Create', icon: 'create' },
  { path: 'queues', word: 'Queues', icon: 'queues' },
];

/** How what is shown gets here. */
export interface ConnectionState {
  tone: Tone;
  word: string;
  detail: string;
}

export function Sidebar({
  here,
  live,
  connection,
  onHelp,
  onSignOut,
}: {
  /** The first part of the route. */
  here: string;
  /** Jobs that are not finished, null while that is not known. */
  live: number | null;
  connection: ConnectionState;
  onHelp: () => void;
  /** Where there is somebody to sign out. */
  onSignOut: (() => void) | null;
}) {
  const may = useMay();
  return (
    <header className="side">
      <a className="brand" href={hrefTo('jobs')}>
        <img src="./icon.svg" alt="" />
        <span>Pressroom</span>
      </a>
      <nav className="nav" aria-label="Main">
        {PLACES.filter(({ path }) => may('jobs:create') || path !== 'create').map(({ path, word, icon }) => (
          <a key={path} href={hrefTo(path)} aria-current={here === path ? 'page' : undefined}>
            <Icon name={icon} />
            {word}
            {path === 'jobs' && live !== null && live > 0 && (
              <span className="count" title={`${live} not finished`}>
                {count(live)}
              </span>
            )}
          </a>
        ))}
      </nav>
      <div className="side-foot">
        <p className="connection" data-tone={connection.tone} role="status" title={connection.detail}>
          <i />
          <span className="word">{connection.word}</span>
        </p>
        <a href="docs/" className="only-wide">
          <Icon name="api" />
          <span className="word">API</span>
        </a>
        <button type="button" onClick={onHelp} className="only-wide">
          <Icon name="help" />
          <span className="word">Keys and help</span>
        </button>
        <ThemeSwitch />
        {onSignOut && (
          <button type="button" onClick={onSignOut}>
            <Icon name="key" />
            <span className="word">Sign out</span>
          </button>
        )}
      </div>
    </header>
  );
}

const THEMES: Readonly<Record<Theme, { word: string; icon: IconName }>> = {
  auto: { word: 'As the system', icon: 'auto' },
  light: { word: 'Light', icon: 'sun' },
  dark: { word: 'Dark', icon: 'moon' },
};

function ThemeSwitch() {
  const [theme, next] = useTheme();
  const { word, icon } = THEMES[theme];
  return (
    <button type="button" onClick={next} aria-label={`Theme: ${word}. Change it`}>
      <Icon name={icon} />
      <span className="word">{word}</span>
    </button>
  );
}
