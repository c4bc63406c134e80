import { useState, type DragEvent, type ReactElement } from 'react';
import { fileSize } from './format.ts';

export interface FileFieldProps {
  file: File | null;
  onFile: (file: File | null) => void;
}

/** A file to be chosen or dropped. */
export function FileField({ file, onFile }: FileFieldProps): ReactElement {
  const [isOver, setIsOver] = useState(false);
  function drop(event: DragEvent): void {
    event.preventDefault();
    setIsOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onFile(dropped);
  }
  return (
    <label
      className="pr-drop"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        className="pr-hidden"
        accept=".csv,.tsv,.txt,.ndjson,.jsonl,.xlsx,text/csv"
        onChange={({ target }) => onFile(target.files?.[0] ?? null)}
      />
      {file ? (
        <span>
          <strong dir="auto">{file.name}</strong> <span className="pr-quiet">{fileSize(file.size)}</span>
        </span>
      ) : (
        <span>
          <strong>Choose a table</strong> or drop it here
        </span>
      )}
      <span className="pr-quiet">CSV, NDJSON or a workbook; its first row names the columns.</span>
    </label>
  );
}
