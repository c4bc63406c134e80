import { useState } from 'react';
import type { Tone } from '../words/statuses.ts';
import { dateAndTime, timeOfDay } from '../words/times.ts';

export interface ChartSeries {
  word: string;
  tone: Tone;
  /** One a step; null where nothing is known. */
  values: readonly (number | null)[];
  /** One figure for all steps, told while one points at none. */
  overall: number | null;
}

const WIDTH = 520;
const HEIGHT = 194;
const AREA = { left: 44, right: WIDTH - 4, top: 10, bottom: HEIGHT - 28 };
const GRID_LINES = 4;

/** Lines over time. The figures of a step are told when one points at it, else those of all steps. */
export function Chart({
  title,
  overallWord,
  at,
  series,
  format,
}: {
  title: string;
  /** What the figures of all steps are: "in all", "at most". */
  overallWord: string;
  /** When each step began. */
  at: readonly string[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
}) {
  const [step, setStep] = useState<number | null>(null);
  const scale = scaleOf(at.length, series);
  const onMove = (event: React.PointerEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setStep(scale.stepAt(((event.clientX - left) / width) * WIDTH));
  };
  const label = `${title}, ${overallWord}: ${summary(series, format)}`;
  return (
    <figure className="card chart">
      <figcaption className="row apart wrap" style={{ marginBlockEnd: 'var(--s-3)' }}>
        <h2>{title}</h2>
        <Legend series={series} step={step} overallWord={overallWord} format={format} />
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={label}
        onPointerMove={onMove}
        onPointerLeave={() => setStep(null)}
      >
        <Grid scale={scale} format={format} />
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
            <path d={lineOf(values, scale)} />
          </g>
        ))}
        <Times at={at} step={step} scale={scale} />
      </svg>
    </figure>
  );
}

interface Scale {
  most: number;
  x: (step: number) => number;
  y: (value: number) => number;
  /** The step that is nearest to a place across. */
  stepAt: (x: number) => number;
}

function scaleOf(steps: number, series: readonly ChartSeries[]): Scale {
  const most = roundUp(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const width = AREA.right - AREA.left;
  const last = Math.max(0, steps - 1);
  return {
    most,
    x: (step) => AREA.left + (step / Math.max(1, last)) * width,
    y: (value) => AREA.bottom - (value / most) * (AREA.bottom - AREA.top),
    stepAt: (x) => Math.max(0, Math.min(last, Math.round(((x - AREA.left) / width) * last))),
  };
}

function Legend({
  series,
  step,
  overallWord,
  format,
}: {
  series: readonly ChartSeries[];
  step: number | null;
  overallWord: string;
  format: (value: number) => string;
}) {
  return (
    <span className="legend num">
      {series.map(({ word, tone, values, overall }) => (
        <span key={word} data-tone={tone}>
          <i />
          {word} {told(step === null ? overall : values[step], format)}
        </span>
      ))}
      {step === null && <span className="faint">{overallWord}</span>}
    </span>
  );
}

function Grid({ scale, format }: { scale: Scale; format: (value: number) => string }) {
  return Array.from({ length: GRID_LINES + 1 }, (_, line) => {
    const value = (scale.most / GRID_LINES) * line;
    return (
      <g key={line}>
        <path className="grid" d={`M${AREA.left} ${scale.y(value)}H${AREA.right}`} />
        {line % 2 === 0 && (
          <text x={AREA.left - 8} y={scale.y(value) + 4} textAnchor="end">
            {format(value)}
          </text>
        )}
      </g>
    );
  });
}

/** Both ends, and the step that is pointed at. */
function Times({ at, step, scale }: { at: readonly string[]; step: number | null; scale: Scale }) {
  const [first, last] = [at[0], at.at(-1)];
  const pointed = step === null ? undefined : at[step];
  const y = HEIGHT - 6;
  if (step === null || !pointed) {
    return (
      <>
        <text x={AREA.left} y={y}>
          {first && timeOfDay(first).slice(0, 5)}
        </text>
        <text x={AREA.right} y={y} textAnchor="end">
          {last && timeOfDay(last).slice(0, 5)}
        </text>
      </>
    );
  }
  return (
    <>
      <path d={`M${scale.x(step)} ${AREA.top}V${AREA.bottom}`} stroke="var(--line-strong)" strokeDasharray="3 3" />
      <text x={Math.min(AREA.right - 70, Math.max(AREA.left + 70, scale.x(step)))} y={y} textAnchor="middle">
        {dateAndTime(pointed)}
      </text>
    </>
  );
}

/** A line with a gap where nothing is known. */
function lineOf(values: readonly (number | null)[], { x, y }: Scale): string {
  let isOpen = false;
  return values
    .map((value, at) => {
      if (value === null) {
        isOpen = false;
        return '';
      }
      const place = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      const piece = isOpen ? `L${place}` : `M${place}h0`; // one alone is a dot
      isOpen = true;
      return piece;
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
  return series.map(({ word, overall }) => `${word} ${told(overall, format)}`).join(', ');
}

function told(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
