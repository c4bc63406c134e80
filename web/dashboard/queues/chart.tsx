import { useState } from 'react';
import type { Tone } from '../words/statuses.ts';
import { dateAndTime, timeOfDay } from '../words/times.ts';

export interface ChartSeries {
  word: string;
  tone: Tone;
  /** One a step; null where nothing is known. */
  values: readonly (number | null)[];
}

const WIDTH = 520;
const HEIGHT = 190;
const AREA = { left: 44, right: WIDTH - 4, top: 10, bottom: HEIGHT - 24 };
const GRID_LINES = 4;

/** Lines over time. The figures of a step are told when one points at it, and as a table to those who hear. */
export function Chart({
  title,
  at,
  series,
  format,
}: {
  title: string;
  /** When each step began. */
  at: readonly string[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
}) {
  const [step, setStep] = useState<number | null>(null);
  const most = roundUp(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const x = (index: number): number => AREA.left + (index / Math.max(1, at.length - 1)) * (AREA.right - AREA.left);
  const y = (value: number): number => AREA.bottom - (value / most) * (AREA.bottom - AREA.top);
  const shown = step ?? at.length - 1;
  const onMove = (event: React.PointerEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = (((event.clientX - left) / width) * WIDTH - AREA.left) / (AREA.right - AREA.left);
    setStep(Math.max(0, Math.min(at.length - 1, Math.round(share * (at.length - 1)))));
  };
  return (
    <figure className="card chart">
      <figcaption className="row apart wrap" style={{ marginBlockEnd: 'var(--s-3)' }}>
        <h3>{title}</h3>
        <span className="legend num">
          {series.map(({ word, tone, values }) => (
            <span key={word} data-tone={tone}>
              <i />
              {word} {format(values[shown] ?? 0)}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${title}: ${summary(series, format)}`}
        onPointerMove={onMove}
        onPointerLeave={() => setStep(null)}
      >
        {Array.from({ length: GRID_LINES + 1 }, (_, line) => {
          const value = (most / GRID_LINES) * line;
          return (
            <g key={line}>
              <path className="grid" d={`M${AREA.left} ${y(value)}H${AREA.right}`} />
              {line % 2 === 0 && (
                <text x={AREA.left - 8} y={y(value) + 4} textAnchor="end">
                  {format(value)}
                </text>
              )}
            </g>
          );
        })}
        {series.map(({ word, tone, values }) => (
          <g
            key={word}
            data-tone={tone}
            fill="none"
            stroke="var(--tone)"
            strokeWidth={2}
            strokeLinejoin="round"
            strokeLinecap="round"
          >
            <path d={lineOf(values, x, y)} />
          </g>
        ))}
        {step !== null && (
          <path d={`M${x(step)} ${AREA.top}V${AREA.bottom}`} stroke="var(--line-strong)" strokeDasharray="3 3" />
        )}
        {[0, at.length - 1].map((index, side) => (
          <text key={side} x={x(index)} y={HEIGHT - 6} textAnchor={side === 0 ? 'start' : 'end'}>
            {at[index] ? timeOfDay(at[index]).slice(0, 5) : ''}
          </text>
        ))}
        {step !== null && at[step] && (
          <text x={Math.min(AREA.right - 70, Math.max(AREA.left + 70, x(step)))} y={HEIGHT - 6} textAnchor="middle">
            {dateAndTime(at[step])}
          </text>
        )}
      </svg>
    </figure>
  );
}

/** A line with a gap where nothing is known. */
function lineOf(values: readonly (number | null)[], x: (at: number) => number, y: (value: number) => number): string {
  let isOpen = false;
  return values
    .map((value, at) => {
      if (value === null) {
        isOpen = false;
        return '';
      }
      const command = isOpen ? 'L' : 'M';
      isOpen = true;
      return `${command}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
}

/** The top of the scale: a round number that leaves some room. */
function roundUp(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((value) => value >= most) ?? most;
}

function summary(series: readonly ChartSeries[], format: (value: number) => string): string {
  return series
    .map(({ word, values }) => `${word} ${format(values.findLast((value) => value !== null) ?? 0)}`)
    .join(', ');
}
