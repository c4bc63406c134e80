import { usePressroom } from '../context.tsx';
import { useAction, type Action } from '../use-action.ts';

export interface DownloadAction extends Action {
  /** Fetches a file of a job, with the credential of the page, and has the browser save it. */
  download(jobId: string, name?: string): Promise<void>;
}

/** By a request of its own, not by a link: so that what goes wrong is a sentence on the page. */
export function useDownload(): DownloadAction {
  const client = usePressroom();
  const action = useAction();
  return {
    ...action,
    download: (jobId, name) =>
      action.run(async () => {
        const file = await client.download(jobId, { name });
        save(await file.blob(), file.fileName);
      }),
  };
}

/** How long a browser may take to begin to save. */
const KEEP_MS = 60_000;

function save(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}
