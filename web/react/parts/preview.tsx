import type { ReactElement } from 'react';
import type { ShownPreview } from './use-preview.ts';

const ROWS = 5;
const COLUMNS = 4;

/** A look at a file: its first page, or its first rows. */
export function PreviewOf({ preview, fileName }: { preview: ShownPreview; fileName: string }): ReactElement | null {
  if (preview.kind === 'picture') {
    return <img className="pr-picture" src={preview.url} alt={`First page of ${fileName}`} />;
  }
  const table = preview.tables[0];
  if (!table) return null;
  return (
    <div className="pr-table" role="img" aria-label={`First rows of ${fileName}`}>
      <table aria-hidden="true">
        <thead>
          <tr>
            {table.columns.slice(0, COLUMNS).map((column, at) => (
              <th key={at} data-align={table.alignments?.[at]}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, ROWS).map((row, at) => (
            <tr key={at}>
              {row.slice(0, COLUMNS).map((cell, column) => (
                <td key={column} data-align={table.alignments?.[column]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
