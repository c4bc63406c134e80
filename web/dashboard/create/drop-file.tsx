import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useMay } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { go, hrefTo } from '../shell/route.ts';
import { say } from '../shell/toasts.tsx';
import { TABLE_FILES, workbookFrom } from './workbook-from.ts';

/** A table in, a workbook out: by choosing a file. */
export function DropFile() {
  const input = useRef<HTMLInputElement>(null);
  const [send, name] = useSend();
  return (
    <div className="drop">
      <Icon name={name ? 'spinner' : 'sheet'} size={34} {...(name ? { className: 'turns' } : {})} />
      <div className="grow">
        <p style={{ fontWeight: 600 }}>{name ? `Sending ${name}` : 'Drop a CSV file here'}</p>
        <p className="small muted">
          You get an Excel workbook with filters and frozen headers. Numbers, amounts, dates and percentages are
          recognised; what can be read in two ways stays as it is written.
        </p>
      </div>
      <button type="button" className="button large" disabled={name !== null} onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={TABLE_FILES}
        aria-label="A table to make a workbook of"
        onChange={(event) => {
          void send([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

/** The same by dropping a file anywhere on the page. */
export function DropAnywhere() {
  const may = useMay();
  const isAllowed = may('jobs:create') && may('uploads:write');
  const [send] = useSend();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isAllowed) return undefined;
    const onOver = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])];
      setOver(false);
      if (files.length === 0) return;
      event.preventDefault();
      void send(files);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, [isAllowed, send]);
  if (!isOver) return null;
  return (
    <div className="drop-anywhere" aria-hidden="true">
      <Icon name="sheet" size={44} />
      Drop it: a workbook comes out
    </div>
  );
}

/** @returns how to send files in, each for a workbook of its own, and the name of the one that is on its way */
function useSend(): [(files: readonly File[]) => Promise<void>, string | null] {
  const client = useClient();
  const [name, setName] = useState<string | null>(null);
  const send = useCallback(
    async (files: readonly File[]): Promise<void> => {
      const made: string[] = [];
      for (const file of files) {
        setName(file.name);
        try {
          made.push(await workbookFrom(client, file));
        } catch (error) {
          say(files.length > 1 ? `${file.name}: ${faultSentence(error)}` : faultSentence(error), 'bad');
        }
      }
      setName(null);
      if (made.length > 0) go(hrefTo(made.length === 1 ? `jobs/${made[0]}` : 'jobs'));
    },
    [client],
  );
  return [send, name];
}
