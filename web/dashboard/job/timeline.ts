import type { Job, JobEvent } from '../../client/index.ts';
import type { IconName } from '../shell/icon.tsx';
import { cancelSentence } from '../words/faults.ts';
import type { Tone } from '../words/statuses.ts';

/** One thing that happened, in the order of happening, with the steps that an attempt went through. */
export interface Moment {
  key: string;
  at: string;
  what: string;
  detail: string | null;
  tone: Tone;
  icon: IconName;
  steps: Step[];
}

export interface Step {
  what: string;
  at: string;
  /** Null while it goes on. */
  durationMs: number | null;
}

/** A job's events as a story: states and attempts, each with its steps and with what went wrong. */
export function timelineOf(job: Job, events: readonly JobEvent[]): Moment[] {
  const moments: Moment[] = [];
  for (const event of events) {
    const moment = momentOf(job, event);
    if (moment) moments.push(moment);
    else addStep(moments.at(-1), event);
    if (moment) endStep(moments.at(-2), event.createdAt);
  }
  return moments;
}

type Data = Record<string, unknown>;

function momentOf(job: Job, event: JobEvent): Moment | null {
  const { seq, type, createdAt, attempt } = event;
  const data = event.data as Data;
  const make = (what: string, tone: Tone, icon: IconName, detail: string | null = null): Moment => ({
    ...{ key: String(seq), at: createdAt, what, tone, icon, detail, steps: [] },
  });
  switch (type) {
    case 'job-complete':
      return make('Completed', 'ok', 'check');
    case 'job-failed':
      return make('Failed', 'bad', 'cross', errorText(data));
    case 'job-cancelled':
      return make('Cancelled', 'idle', 'dash', cancelSentence(job));
    case 'job-expired':
      return make('Expired', 'bad', 'hourglass', errorText(data));
    case 'status':
      return statusMoment(data, attempt, seq, make);
    default:
      return null;
  }
}

function statusMoment(
  data: Data,
  attempt: number,
  seq: number,
  make: (what: string, tone: Tone, icon: IconName, detail?: string | null) => Moment,
): Moment | null {
  switch (data.status) {
    case 'scheduled':
      return make('Created, to start later', 'idle', 'clock');
    case 'queued':
      return seq === 1 ? make('Created', 'idle', 'create') : make('Given back, to start again', 'idle', 'line');
    case 'running':
      return make(attempt > 1 ? `Attempt ${attempt} began` : 'Began', 'run', 'play');
    case 'retrying':
      return make(`Attempt ${attempt} failed`, 'warn', 'again', errorText(data));
    case 'cancelling':
      return make('Asked to stop', 'warn', 'stop');
    default:
      return null;
  }
}

function errorText({ error }: Data): string | null {
  const { detail, title } = (error ?? {}) as { detail?: string; title?: string };
  return detail || title || null;
}

/** Reports of the same stage are one step; files, warnings and checkpoints are steps of their own. */
function addStep(moment: Moment | undefined, { type, createdAt, data }: JobEvent): void {
  if (!moment) return;
  const what = stepText(type, data as Data);
  if (what === null || moment.steps.at(-1)?.what === what) return;
  endStep(moment, createdAt);
  moment.steps.push({ what, at: createdAt, durationMs: null });
}

function stepText(type: string, data: Data): string | null {
  const text = (name: string): string | null => (typeof data[name] === 'string' ? data[name] : null);
  switch (type) {
    case 'progress':
      return text('stage') ?? text('message');
    case 'artifact':
      return `${data.preview ? 'Drew the preview of' : 'Made'} ${text('name') ?? 'a file'}`;
    case 'log':
      return text('message');
    case 'checkpoint':
      return 'Saved where it is';
    default:
      return null;
  }
}

function endStep(moment: Moment | undefined, at: string): void {
  const step = moment?.steps.at(-1);
  if (step && step.durationMs === null) step.durationMs = Date.parse(at) - Date.parse(step.at);
}
