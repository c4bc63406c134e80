import { officeRelationship, type Relationship, relationshipsXml } from '../ooxml/relationships.ts';

export const RELATIONSHIP = {
  document: officeRelationship('officeDocument'),
  styles: officeRelationship('styles'),
  settings: officeRelationship('settings'),
  numbering: officeRelationship('numbering'),
  header: officeRelationship('header'),
  footer: officeRelationship('footer'),
  image: officeRelationship('image'),
  hyperlink: officeRelationship('hyperlink'),
} as const;

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

export const CONTENT_TYPE = {
  document: `${WORD}.document.main+xml`,
  styles: `${WORD}.styles+xml`,
  settings: `${WORD}.settings+xml`,
  numbering: `${WORD}.numbering+xml`,
  header: `${WORD}.header+xml`,
  footer: `${WORD}.footer+xml`,
} as const;

/** The relationships of one part, handed out while it is written. The same relationship is given once. */
export interface Relationships {
  /** @returns the id that the part uses, `rId1`, `rId2`, … */
  add(relationship: Omit<Relationship, 'id'>): string;
  /** The part that lists them all; null while there is none. */
  xml(): string | null;
}

export function newRelationships(): Relationships {
  const all = new Map<string, Relationship>();
  return {
    add(relationship) {
      const key = `${relationship.type} ${relationship.target}`;
      const known = all.get(key);
      if (known !== undefined) return known.id;
      const id = `rId${all.size + 1}`;
      all.set(key, { id, ...relationship });
      return id;
    },
    xml: () => (all.size === 0 ? null : relationshipsXml(all.values())),
  };
}
