import { officeRelationship, type Relationship } from '../ooxml/relationships.ts';

/** What one part refers to, collected while it is written. */
export interface PartLinks {
  /** @returns the id of the relationship; the same for the same target */
  add(type: string, target: string): string;
  /** An address; null when it is none that may be followed. */
  address(link: string): string | null;
  /** The first of the slides that a slide of the content has become. Which it is may not be known yet. */
  slide(index: number): string;
  /** Whether any of them leads to a slide. */
  hasSlides(): boolean;
  /** @param slideNumber says which slide a slide of the content begins with */
  relationships(slideNumber: (index: number) => number | undefined): Relationship[];
}

interface Kept extends Relationship {
  slide: number | null;
}

export function newPartLinks(): PartLinks {
  const kept = new Map<string, Kept>();
  const keep = (type: string, target: string, external: boolean, slide: number | null): string => {
    const key = `${type} ${target}`;
    const known = kept.get(key);
    if (known) return known.id;
    const id = `rId${kept.size + 1}`;
    kept.set(key, { id, type: officeRelationship(type), target, external, slide });
    return id;
  };
  return {
    add: (type, target) => keep(type, target, false, null),
    address: (link) => {
      const href = followableAddress(link);
      return href === null ? null : keep('hyperlink', href, true, null);
    },
    slide: (index) => keep('slide', `#${index}`, false, index),
    hasSlides: () => [...kept.values()].some(({ slide }) => slide !== null),
    relationships: (slideNumber) =>
      [...kept.values()].map(({ slide, ...relationship }) => {
        if (slide === null) return relationship;
        return { ...relationship, target: `slide${slideNumber(slide) ?? 1}.xml` };
      }),
  };
}

/** PowerPoint refuses a file with an address that is none, and asks before it follows others than these. */
function followableAddress(link: string): string | null {
  if (!/^(https?|mailto):/i.test(link)) return null;
  return URL.parse(link)?.href ?? null;
}
