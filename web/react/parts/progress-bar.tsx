import type { ReactElement } from 'react';

export interface ProgressBarProps {
  /** 0 to 100; null while it is not known. */
  percent: number | null;
  label: string;
  /** What to say besides the percent. */
  text?: string;
}

export function ProgressBar({ percent, label, text }: ProgressBarProps): ReactElement {
  const shown = percent === null ? undefined : Math.round(percent);
  const spoken = [shown === undefined ? null : `${shown} percent`, text].filter(Boolean).join(', ');
  return (
    <div
      className="pr-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={shown}
      aria-valuetext={spoken === '' ? undefined : spoken}
      data-unknown={percent === null || undefined}
    >
      <span className="pr-bar-fill" style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
