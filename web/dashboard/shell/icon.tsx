/** Strokes on a grid of 24, drawn for this dashboard. */
const STROKES = {
  jobs: 'M5 6h14M5 12h14M5 18h9',
  create: 'M12 5v14M5 12h14',
  queues: 'M4 19V9M10 19V5M16 19v-7M21 19H3',
  api: 'M8 8l-4 4 4 4M16 8l4 4-4 4M13.5 5l-3 14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  spinner: 'M12 3a9 9 0 1 0 9 9',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.2 2',
  line: 'M4 7h16M4 12h10M4 17h6',
  again: 'M20 12a8 8 0 1 1-2.5-5.8M20 4v4.5h-4.5',
  stop: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5h5v5h-5z',
  dash: 'M6 12h12',
  hourglass: 'M7 4h10M7 20h10M8 4c0 5 8 5.5 8 8s-8 3-8 8M16 4c0 5-8 5.5-8 8s8 3 8 8',
  download: 'M12 4v11M7 10.500l5 5 5-5M5 20h14',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l1 12.500h8L17 7M10.5 11v5M13.5 11v5',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2M12 19.500v2M4.5 12h-2M21.5 12h-2M6 6l1.3 1.300M16.7 16.700L18 18M18 6l-1.3 1.300M7.3 16.700L6 18',
  moon: 'M20 14.500A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.500z',
  auto: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7h5M12 12h8M12 17h5',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.500a2.5 2.5 0 1 1 3.6 2.300c-.8.4-1.1.9-1.1 1.700M12 17v.01',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.500v13l10.5-6.500z',
  page: 'M7 3.500h7l4 4v13H7zM14 3.500v4h4M10 12h5M10 15.500h5',
  sheet: 'M4.5 5h15v14h-15zM4.5 10h15M4.5 14.500h15M10 5v14',
  slides: 'M4 5h16v10.500H4zM12 15.500V20M8.5 20h7M9 11.500l2.2-2.5 2 1.800L15.5 8',
  table: 'M4.5 5h15v14h-15zM4.5 10h15M10 10v9',
  upload: 'M12 19V8M7 12.500l5-5 5 5M5 4h14',
  file: 'M7 3.500h7l4 4v13H7zM14 3.500v4h4',
  warning: 'M12 4.500l8.5 15h-17zM12 10v4.500M12 17v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8v.01',
  back: 'M14.5 6l-6 6 6 6',
  next: 'M9.5 6l6 6-6 6',
  down: 'M6 9.500l6 6 6-6',
  live: 'M12 13.500a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM8.5 15.500a5 5 0 0 1 0-7M15.5 8.500a5 5 0 0 1 0 7M6 18a8.5 8.5 0 0 1 0-12M18 6a8.5 8.5 0 0 1 0 12',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  worker: 'M4.5 6h15v5h-15zM4.5 13h15v5h-15zM7.5 8.500v.01M7.5 15.500v.01M11 8.500h5M11 15.500h5',
  open: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  key: 'M14.5 13a4.5 4.5 0 1 0-4.3-3.200L4 16v4h4v-2.500h2.500V15l1.3-1.300c.8.2 1.7.3 2.7-.7zM15.5 8.500v.01',
  flask: 'M9.5 4h5M10.5 4v6L5 19.500h14L13.5 10V4M8 15h8',
  seal: 'M12 3.500l7 3v5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9v-5zM9 12l2.2 2.200L15 10.5',
} as const;

export type IconName = keyof typeof STROKES;

/** A picture beside words, or, with a label, instead of them. */
export function Icon({
  name,
  size = 18,
  label,
  className,
}: {
  name: IconName;
  /** In CSS pixels. */
  size?: number;
  label?: string;
  className?: string;
}) {
  const heard = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      {...heard}
      className={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={STROKES[name]} />
    </svg>
  );
}
