import { useState } from 'react';
import type { Artifact, Job } from '../../client/index.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { Icon } from '../shell/icon.tsx';
import { useNow } from '../shell/use-now.ts';
import { fileKind, fileSize } from '../words/sizes.ts';
import { fromNow } from '../words/times.ts';
import { DownloadButton } from './download-button.tsx';
import { JsonResult } from './json-result.tsx';
import { PageViewer } from './page-viewer.tsx';
import { PagePicture, TablePreviews } from './previews.tsx';
import { usePreview } from './use-preview.ts';

/** What a job made, before anything else: the file, how it looks, and how to get it. */
export function ResultCard({ job }: { job: Job }) {
  const mainId = mainIdOf(job);
  const main = job.artifacts.find(({ id }) => id === mainId) ?? null;
  const others = job.artifacts.filter((artifact) => artifact !== main);
  return (
    <>
      {main && <MainFile job={job} artifact={main} />}
      {!main && (mainId ? <NoFile /> : <JsonResult result={job.result} />)}
      {others.length > 0 && <OtherFiles job={job} artifacts={others} />}
    </>
  );
}

function mainIdOf({ result }: Job): unknown {
  return typeof result === 'object' && result !== null && 'artifactId' in result ? result.artifactId : null;
}

/** The job is there, its file is not. */
function NoFile() {
  return (
    <section className="notice" data-tone="bad" aria-label="Result">
      <Icon name="warning" />
      <div>
        <h2>The file is gone</h2>
        <p className="muted">Somebody removed it, or its store lost it. Run the job again to make it once more.</p>
      </div>
    </section>
  );
}

function MainFile({ job, artifact }: { job: Job; artifact: Artifact }) {
  const now = useNow();
  const preview = usePreview(job.id, artifact);
  const [isOpen, setOpen] = useState(false);
  const isPdf = artifact.mediaType === 'application/pdf';
  const isTables = preview?.kind === 'tables';
  return (
    <section className="card" aria-label="Result">
      <div
        className={isTables ? 'stack body' : 'result'}
        style={isTables ? { padding: 'var(--s-5)', gap: 'var(--s-4)' } : {}}
      >
        {!isTables && (
          <PagePicture preview={preview} name={artifact.name} onOpen={isPdf ? () => setOpen(true) : null} />
        )}
        <div className="stack" style={{ gap: 'var(--s-4)' }}>
          <div>
            <p className="file-name foreign">{artifact.name}</p>
            <p className="muted small num">
              {fileKind(artifact.mediaType)} · {fileSize(artifact.sizeBytes)}
              {job.expiresAt && ` · removed ${fromNow(job.expiresAt, now)}`}
            </p>
          </div>
          <div className="row wrap">
            <DownloadButton jobId={job.id} artifact={artifact} isMain />
            {isPdf && (
              <button type="button" className="button large" onClick={() => setOpen(true)}>
                <Icon name="open" /> Look inside
              </button>
            )}
          </div>
          {!isTables && <Seal artifact={artifact} />}
        </div>
        {isTables && <TablePreviews tables={preview.tables} />}
        {isTables && <Seal artifact={artifact} />}
      </div>
      {isOpen && <PageViewer jobId={job.id} artifact={artifact} onClose={() => setOpen(false)} />}
    </section>
  );
}

/** By what one can see that the file is the one that was made. */
function Seal({ artifact }: { artifact: Artifact }) {
  return (
    <div className="row tiny faint">
      <Icon name="seal" size={16} />
      <span className="clip mono" title={artifact.sha256}>
        SHA-256 {artifact.sha256.slice(0, 16)}…
      </span>
      <CopyButton text={artifact.sha256} what="the digest" />
      {artifact.generator && <span className="clip">{artifact.generator}</span>}
    </div>
  );
}

function OtherFiles({ job, artifacts }: { job: Job; artifacts: readonly Artifact[] }) {
  return (
    <section className="card" aria-label="Other files">
      <header>
        <h2>Other files</h2>
      </header>
      <ul className="body stack">
        {artifacts.map((artifact) => (
          <li key={artifact.id} className="row apart">
            <span className="row grow">
              <Icon name="file" />
              <span className="clip foreign">{artifact.name}</span>
              <span className="faint small num">{fileSize(artifact.sizeBytes)}</span>
            </span>
            <DownloadButton jobId={job.id} artifact={artifact} />
          </li>
        ))}
      </ul>
    </section>
  );
}
