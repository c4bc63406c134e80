/** React hooks and components for the jobs service. Style them by `styles.css` and its `--pressroom-*` variables. */
export { CompactProgressTracker, type CompactProgressTrackerProps } from './compact-progress-tracker.tsx';
export { PressroomProvider, usePressroom, type PressroomProviderProps } from './context.tsx';
export { DocumentGenerator, type DocumentGeneratorProps } from './document-generator.tsx';
export { JobList, type JobListProps } from './job-list.tsx';
export { ProgressTracker, type ProgressTrackerProps } from './progress-tracker.tsx';
export { useConnection } from './use-connection.ts';
export { useCreateJob, type CreateJob } from './use-create-job.ts';
export { useJobStatus, type JobStatus, type JobStatusOptions } from './use-job-status.ts';
export { useJobs, useResume, type Jobs } from './use-jobs.ts';
