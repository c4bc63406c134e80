import { useEffect, useRef, useState } from 'react';
import type { Preview, TablePreview } from '../../client/index.ts';
import { chooseByArrows, tabStop } from '../shell/arrow-keys.ts';
import { Icon } from '../shell/icon.tsx';
import { counted } from '../words/sizes.ts';

/** The first page of a file, as the service drew it. */
export function PagePicture({
  preview,
  name,
  onOpen,
}: {
  preview: Preview | null | undefined;
  name: string;
  /** Opens all pages, where that is possible. */
  onOpen: (() => void) | null;
}) {
  if (preview === undefined) return <div className="skeleton" style={{ aspectRatio: '0.75' }} aria-hidden="true" />;
  if (preview?.kind !== 'picture') {
    return (
      <div className="sheet-of-paper empty" style={{ color: '#55514a' }}>
        <Icon name="file" size={40} />
        <span className="small">There is no preview of this file.</span>
      </div>
    );
  }
  const picture = <Picture blob={preview.blob} alt={`The first page of ${name}`} />;
  if (!onOpen) return <div className="sheet-of-paper">{picture}</div>;
  return (
    <button type="button" className="sheet-of-paper" onClick={onOpen} aria-label={`Look inside ${name}`}>
      {picture}
    </button>
  );
}

/** Bytes that this page holds, as a picture. */
function Picture({ blob, alt }: { blob: Blob; alt: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(blob);
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  return <img ref={image} alt={alt} />;
}

function SheetTabs({
  tables,
  at,
  onChoose,
}: {
  tables: TablePreview['tables'];
  at: number;
  onChoose: (at: number) => void;
}) {
  return (
    <div className="segments" role="tablist" aria-label="Sheets" style={{ overflowX: 'auto', maxWidth: '100%' }}>
      {tables.map(({ name }, index) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={index === at}
          tabIndex={tabStop(index === at)}
          onKeyDown={chooseByArrows}
          onClick={() => onChoose(index)}
        >
          <span className="foreign">{name}</span>
        </button>
      ))}
    </div>
  );
}

/** The first rows of the tables of a file. */
export function TablePreviews({ tables }: { tables: TablePreview['tables'] }) {
  const [at, setAt] = useState(0);
  const table = tables[at] ?? tables[0];
  if (!table) return <p className="muted">The file has no tables.</p>;
  return (
    <div className="stack" style={{ gap: 'var(--s-2)' }}>
      {tables.length > 1 && <SheetTabs tables={tables} at={at} onChoose={setAt} />}
      <div className="preview-table" tabIndex={0} role="region" aria-label={`First rows of ${table.name}`}>
        <table>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th key={index} scope="col" data-align={table.alignments?.[index]}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} data-align={table.alignments?.[column]}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="tiny faint num">
        {table.rowCount !== null && table.rowCount > table.rows.length
          ? `The first ${table.rows.length} of ${counted(table.rowCount, 'row')}`
          : counted(table.rows.length, 'row')}
      </p>
    </div>
  );
}
