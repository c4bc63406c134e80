import { XML_HEADER, xmlAttributes } from './xml.ts';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** What a part of an office file refers to: another part (a path from where it is, or from the root), or an address. */
export interface Relationship {
  id: string;
  type: string;
  target: string;
  external?: boolean;
}

/** A relationship type of ECMA-376 part 1 by its last word, such as `worksheet`. */
export function officeRelationship(name: string): string {
  return `${OFFICE}/${name}`;
}

/** A `.rels` part (ECMA-376 part 2, clause 9.3). */
export function relationshipsXml(relationships: Iterable<Relationship>): string {
  let all = '';
  for (const { id, type, target, external } of relationships) {
    const mode = external === true ? 'External' : null;
    all += `<Relationship${xmlAttributes({ Id: id, Type: type, Target: target, TargetMode: mode })}/>`;
  }
  return `${XML_HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all}</Relationships>`;
}

/** `[Content_Types].xml`: what each part is, by its path from the root without the first slash. */
export function contentTypesXml(
  parts: Iterable<readonly [path: string, contentType: string]>,
  extensions: Readonly<Record<string, string>> = {},
): string {
  let all = '';
  const defaults = {
    rels: 'application/vnd.openxmlformats-package.relationships+xml',
    xml: 'application/xml',
    ...extensions,
  };
  for (const [extension, type] of Object.entries(defaults)) {
    all += `<Default${xmlAttributes({ Extension: extension, ContentType: type })}/>`;
  }
  for (const [path, type] of parts) all += `<Override${xmlAttributes({ PartName: `/${path}`, ContentType: type })}/>`;
  return `${XML_HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${all}</Types>`;
}
