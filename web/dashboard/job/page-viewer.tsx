import { useEffect, useRef, useState } from 'react';
import type { Artifact } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { counted } from '../words/sizes.ts';
import type { OpenPdf } from './pdf-pages.ts';

/** More pages are drawn when the last ones come near. */
const PAGES_AT_ONCE = 4;

/** All pages of a PDF, drawn here: nothing of the file runs, and no plug-in sees it. */
export function PageViewer({ jobId, artifact, onClose }: { jobId: string; artifact: Artifact; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pages = useRef<HTMLDivElement>(null);
  const client = useClient();
  const [pdf, setPdf] = useState<OpenPdf | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [wanted, setWanted] = useState(PAGES_AT_ONCE);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const stop = new AbortController();
    const open = async (): Promise<void> => {
      const [{ openPdf }, download] = await Promise.all([
        import('./pdf-pages.ts'),
        client.download(jobId, { name: artifact.name, signal: stop.signal }),
      ]);
      const bytes = await (await download.blob()).arrayBuffer();
      if (!stop.signal.aborted) setPdf(await openPdf(bytes));
    };
    open().catch((cause: unknown) => {
      if (stop.signal.aborted) return;
      setError(cause);
      client.jobStore(jobId).refresh(); // it may be gone by now
    });
    return () => stop.abort();
  }, [client, jobId, artifact.name]);
  useEffect(() => () => pdf?.close(), [pdf]);
  useEffect(() => {
    if (pdf && pages.current) pdf.draw(pages.current, wanted).catch(setError);
  }, [pdf, wanted]);

  const onScroll = (): void => {
    const { current } = pages;
    if (current && current.scrollTop + 2 * current.clientHeight > current.scrollHeight)
      setWanted((old) => Math.min(pdf?.pageCount ?? old, Math.max(old, current.childElementCount) + PAGES_AT_ONCE));
  };
  return (
    <dialog ref={dialog} className="viewer" aria-label={artifact.name} onClose={onClose}>
      <header>
        <strong className="clip foreign">{artifact.name}</strong>
        <span className="row">
          {pdf && <span className="small muted num">{counted(pdf.pageCount, 'page')}</span>}
          <button
            type="button"
            className="button plain icon"
            onClick={() => dialog.current?.close()}
            aria-label="Close"
          >
            <Icon name="cross" />
          </button>
        </span>
      </header>
      <div className="pages" ref={pages} onScroll={onScroll} tabIndex={0} role="document">
        {error !== null && <FaultNotice error={error} />}
        {!pdf && error === null && <Icon name="spinner" size={28} className="turns" label="The file is being opened" />}
      </div>
    </dialog>
  );
}
