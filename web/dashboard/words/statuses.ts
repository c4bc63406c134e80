import type { JobStatusName, JobType } from '../../client/index.ts';
import type { IconName } from '../shell/icon.tsx';

export type Tone = 'run' | 'ok' | 'bad' | 'warn' | 'idle';

/** How a status is shown, everywhere. */
export interface StatusLook {
  word: string;
  tone: Tone;
  icon: IconName;
}

export const STATUS: Readonly<Record<JobStatusName, StatusLook>> = {
  scheduled: { word: 'Scheduled', tone: 'idle', icon: 'clock' },
  queued: { word: 'Waiting', tone: 'idle', icon: 'line' },
  running: { word: 'Running', tone: 'run', icon: 'spinner' },
  retrying: { word: 'Trying again', tone: 'warn', icon: 'again' },
  cancelling: { word: 'Cancelling', tone: 'warn', icon: 'stop' },
  completed: { word: 'Completed', tone: 'ok', icon: 'check' },
  failed: { word: 'Failed', tone: 'bad', icon: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'idle', icon: 'dash' },
  expired: { word: 'Expired', tone: 'bad', icon: 'hourglass' },
};

export const LIVE: readonly JobStatusName[] = ['scheduled', 'queued', 'running', 'retrying', 'cancelling'];

export function isLive(status: JobStatusName): boolean {
  return LIVE.includes(status);
}

/** How a type of job is shown; one that this page does not know is shown by its own name. */
export interface TypeLook {
  word: string;
  icon: IconName;
}

const TYPES: Readonly<Record<JobType, TypeLook>> = {
  spreadsheet: { word: 'Spreadsheet', icon: 'sheet' },
  document: { word: 'Document', icon: 'page' },
  pdf: { word: 'PDF', icon: 'page' },
  presentation: { word: 'Presentation', icon: 'slides' },
  data_export: { word: 'Data export', icon: 'table' },
  bulk_import: { word: 'Import', icon: 'upload' },
};

/** All that this page knows, in the order in which they are offered. */
export const KNOWN_TYPES = Object.keys(TYPES) as readonly JobType[];

export function typeLook(type: string): TypeLook {
  return (TYPES as Record<string, TypeLook | undefined>)[type] ?? { word: type, icon: 'file' };
}
