import { officeRelationship, type Relationship } from '../ooxml/relationships.ts';
import { xmlAttributes } from '../ooxml/xml.ts';

/** Excel's own limits: links on a sheet, and characters of an address. */
const MAX_LINKS = 65_530;
const MAX_ADDRESS_CHARACTERS = 2_079;
/** Addresses are kept until the sheet's end: this many characters of them in all. */
const MAX_KEPT_CHARACTERS = 8 * 1024 * 1024;
const FOLLOWED = /^(?:https?|mailto):/i;

/** The links of a sheet, collected while its rows are written. */
export interface SheetLinks {
  /** False where the cell cannot be a link: too many, or no address that Excel takes. */
  add(cell: string, address: string): boolean;
  relationships(): Relationship[];
  xml(): string;
}

export function newSheetLinks(): SheetLinks {
  /** By address: the number of its relationship. */
  const numbers = new Map<string, number>();
  const cells: string[] = [];
  let kept = 0;
  return {
    add(cell, address) {
      const target = followed(address);
      if (target === null || cells.length >= MAX_LINKS) return false;
      const known = numbers.get(target);
      if (known === undefined && kept + target.length > MAX_KEPT_CHARACTERS) return false;
      if (known === undefined) {
        numbers.set(target, numbers.size + 1);
        kept += target.length;
      }
      cells.push(`<hyperlink${xmlAttributes({ ref: cell, 'r:id': `rId${known ?? numbers.size}` })}/>`);
      return true;
    },
    relationships: () =>
      [...numbers].map(([target, number]) => ({
        id: `rId${number}`,
        type: officeRelationship('hyperlink'),
        target,
        external: true,
      })),
    xml: () => (cells.length === 0 ? '' : `<hyperlinks>${cells.join('')}</hyperlinks>`),
  };
}

/** The address as a relationship may have it: escaped as a URL is. */
function followed(address: string): string | null {
  if (!FOLLOWED.test(address) || !URL.canParse(address)) return null;
  const { href } = new URL(address);
  return href.length <= MAX_ADDRESS_CHARACTERS ? href : null;
}
