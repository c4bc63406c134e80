import type { ReactElement } from 'react';
import type { Artifact, Job } from '../../client/index.ts';
import { fileSize, clockTime } from './format.ts';
import { Note } from './note.tsx';
import { PreviewOf } from './preview.tsx';
import { typeWord } from './words.ts';
import { useDownload } from './use-download.ts';
import { usePreview } from './use-preview.ts';

/** What a finished job made: a picture of it, its name and size, and a button that saves it. */
export function Result({ job, showPreview }: { job: Job; showPreview: boolean }): ReactElement {
  const main = mainFile(job);
  const others = job.artifacts.filter((artifact) => artifact !== main);
  const preview = usePreview(job.id, showPreview ? main : null);
  const saving = useDownload();
  return (
    <div className="pr-result">
      {preview && main && <PreviewOf preview={preview} fileName={main.name} />}
      <div className="pr-result-text">
        <p className="pr-file">{main?.name ?? 'Result'}</p>
        <p className="pr-quiet">
          {main ? `${typeWord(job.type)}, ${fileSize(main.sizeBytes)}` : 'No file; the result is JSON.'}
          {job.expiresAt && <>. Kept until {clockTime(job.expiresAt)}.</>}
        </p>
        {job.warnings.length > 0 && <Warnings job={job} />}
        <p className="pr-buttons">
          <button
            type="button"
            className="pr-button pr-primary"
            disabled={saving.isActing}
            onClick={() => void saving.download(job.id, main?.name)}
          >
            {saving.isActing ? 'Downloading' : 'Download'}
            {main && <span className="pr-hidden"> {main.name}</span>}
          </button>
          {others.map(({ id, name }) => (
            <button key={id} type="button" className="pr-button" onClick={() => void saving.download(job.id, name)}>
              {name}
            </button>
          ))}
        </p>
        {saving.error && <Note error={saving.error} />}
      </div>
    </div>
  );
}

function Warnings({ job }: { job: Job }): ReactElement {
  const { warnings } = job;
  return (
    <details className="pr-warnings">
      <summary>{warnings.length === 1 ? 'One thing to know' : `${warnings.length} things to know`}</summary>
      <ul>
        {warnings.map(({ code, detail, pointer }) => (
          <li key={`${code} ${pointer} ${detail}`}>{detail}</li>
        ))}
      </ul>
    </details>
  );
}

/** The file that the result names, else the first. */
function mainFile({ result, artifacts }: Job): Artifact | null {
  const id = (result as { artifactId?: unknown } | null)?.artifactId;
  return artifacts.find((artifact) => artifact.id === id) ?? artifacts[0] ?? null;
}
