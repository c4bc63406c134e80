import type { RenderControls } from '../controls.ts';
import { RELATIONSHIP, type Relationships } from './parts.ts';

export interface Links {
  /** The id of the relationship to the address; null when it is none that a document may lead to. */
  idOf(address: string): string | null;
}

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/** Addresses of the outside that a text leads to. Word calls a file broken for a single one that is not well formed. */
export function newLinks(relationships: Relationships, controls: RenderControls): Links {
  const ids = new Map<string, string | null>();
  return {
    idOf(address) {
      const known = ids.get(address);
      if (known !== undefined) return known;
      const target = writtenAddress(address);
      if (target === null)
        controls.warn({ code: 'not-carried', detail: `the link to ${excerpt(address)} is plain text` });
      const id = target === null ? null : relationships.add({ type: RELATIONSHIP.hyperlink, target, external: true });
      ids.set(address, id);
      return id;
    },
  };
}

/** The address with everything escaped that RFC 3986 has no place for. */
function writtenAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  if (!SCHEMES.has(protocol)) return null;
  return href.replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]/g, encodeURIComponent).replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
}

function excerpt(address: string): string {
  return address.length > 60 ? `${address.slice(0, 59)}…` : address;
}
