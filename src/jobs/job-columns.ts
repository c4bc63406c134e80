/** The columns of a JobRecord, named as its fields. The table is always `d` (or `document_jobs` itself). */
export const JOB_COLUMNS = `
  d.id, d.tenant, d.user_id as "userId", d.session_id as "sessionId", d.message_id as "messageId", d.tags, d.metadata,
  d.type, d.title, d.priority, d.max_attempts as "maxAttempts", d.timeout_seconds as "timeoutSeconds",
  d.retry_delay_seconds as "retryDelaySeconds", d.retry_backoff as "retryBackoff",
  d.retry_max_delay_seconds as "retryMaxDelaySeconds", d.retention_seconds as "retentionSeconds",
  d.reuse, d.retried_from as "retriedFrom", d.status, d.attempt, d.lease_no as "leaseNo", d.lease_token as "leaseToken", d.worker_id as "workerId",
  d.due_at as "dueAt", d.started_at as "startedAt", d.attempt_started_at as "attemptStartedAt", d.heartbeat_at as "heartbeatAt", d.finished_at as "finishedAt",
  d.expires_at as "expiresAt", d.progress_percent as "progressPercent", d.progress_stage as "progressStage",
  d.progress_message as "progressMessage", d.progress_updated_at as "progressUpdatedAt", d.result,
  d.main_artifact_id as "mainArtifactId", d.error, d.warnings, d.reused_from as "reusedFrom", d.cancel_requested_at as "cancelRequestedAt",
  d.cancel_reason as "cancelReason", d.cancel_outcome as "cancelOutcome", d.cancel_settled_at as "cancelSettledAt",
  d.runs_alone as "runsAlone",
  d.last_seq as "lastSeq", d.created_at as "createdAt", d.run_at as "runAt", d.start_deadline_at as "startDeadlineAt"`;
