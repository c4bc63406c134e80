import {
  APP_PROPERTIES_CONTENT_TYPE,
  APP_PROPERTIES_PATH,
  APP_PROPERTIES_RELATIONSHIP,
  appPropertiesXml,
  CORE_PROPERTIES_CONTENT_TYPE,
  CORE_PROPERTIES_PATH,
  CORE_PROPERTIES_RELATIONSHIP,
  corePropertiesXml,
} from '../ooxml/document-properties.ts';
import { contentTypesXml, officeRelationship, relationshipsXml } from '../ooxml/relationships.ts';
import { WORKBOOK_CONTENT_TYPE } from '../ooxml/chart-part.ts';
import { THEME_CONTENT_TYPE } from '../ooxml/theme-part.ts';
import type { ZipEntry } from '../ooxml/zip-pieces.ts';
import { LAYOUTS, layoutXml, showsLogo } from './layouts-xml.ts';
import { masterXml } from './master-xml.ts';
import { notesMasterXml } from './notes-xml.ts';
import { type DeckPackage, mediaEntry, mediaFile, presentationPart, slideRelationships } from './package.ts';
import { newPartLinks } from './part-links.ts';
import { PRESENTATION_PROPERTIES_XML, presentationXml, VIEW_PROPERTIES_XML } from './presentation-xml.ts';
import { tableStylesXml } from './table-xml.ts';
import { themeXml } from './theme-xml.ts';

/** What comes before the slides. Programs that look at the first entries only see what kind of file it is. */
export function* firstEntries(deckPackage: DeckPackage): Generator<ZipEntry> {
  const { deck, types } = deckPackage;
  const roots = [
    { id: 'rId1', type: officeRelationship('officeDocument'), target: 'ppt/presentation.xml' },
    { id: 'rId2', type: CORE_PROPERTIES_RELATIONSHIP, target: CORE_PROPERTIES_PATH },
    { id: 'rId3', type: APP_PROPERTIES_RELATIONSHIP, target: APP_PROPERTIES_PATH },
  ];
  types.push([CORE_PROPERTIES_PATH, CORE_PROPERTIES_CONTENT_TYPE], [APP_PROPERTIES_PATH, APP_PROPERTIES_CONTENT_TYPE]);
  yield { path: '_rels/.rels', content: relationshipsXml(roots) };
  yield { path: CORE_PROPERTIES_PATH, content: corePropertiesXml(deck.metadata) };
  yield themeEntry(deckPackage, 1);
  yield presentationPart(deckPackage, 'ppt/tableStyles.xml', 'tableStyles', tableStylesXml(deck));
  if (!deck.theme.logo) return;
  yield mediaEntry(mediaFile(deckPackage, deck.theme.logo).file, deck.theme.logo);
}

/** What comes after the slides, because it says what there is. */
export function* lastEntries(deckPackage: DeckPackage): Generator<ZipEntry> {
  const { deck, waiting } = deckPackage;
  for (const { number, links } of waiting) yield slideRelationships(deckPackage, number, links);
  yield* masterEntries(deckPackage);
  if (deckPackage.notes > 0) yield* notesMasterEntries(deckPackage);
  yield* presentationEntries(deckPackage);
  yield { path: APP_PROPERTIES_PATH, content: appPropertiesXml(deck.metadata) };
  const extensions = { png: 'image/png', jpeg: 'image/jpeg', xlsx: WORKBOOK_CONTENT_TYPE };
  yield { path: '[Content_Types].xml', content: contentTypesXml(deckPackage.types, extensions) };
}

function themeEntry(deckPackage: DeckPackage, number: number): ZipEntry {
  const path = `ppt/theme/theme${number}.xml`;
  deckPackage.types.push([path, THEME_CONTENT_TYPE]);
  return { path, content: themeXml(deckPackage.deck) };
}

function* masterEntries(deckPackage: DeckPackage): Generator<ZipEntry> {
  const { deck, footer, slides, media } = deckPackage;
  const master = newPartLinks();
  for (const [at, { name }] of LAYOUTS.entries()) {
    const file = `slideLayout${at + 1}.xml`;
    const xml = layoutXml(name, deck, footer, slides);
    yield presentationPart(deckPackage, `ppt/slideLayouts/${file}`, 'slideLayout', xml);
    const links = newPartLinks();
    links.add('slideMaster', '../slideMasters/slideMaster1.xml');
    const logo = deck.theme.logo && showsLogo(name) ? media.get(deck.theme.logo.key) : undefined;
    if (logo !== undefined) links.add('image', `../media/${logo}`);
    const relationships = relationshipsXml(links.relationships(() => undefined));
    yield { path: `ppt/slideLayouts/_rels/${file}.rels`, content: relationships };
    master.add('slideLayout', `../slideLayouts/${file}`);
  }
  master.add('theme', '../theme/theme1.xml');
  const xml = masterXml(deck, footer, slides);
  yield presentationPart(deckPackage, 'ppt/slideMasters/slideMaster1.xml', 'slideMaster', xml);
  const relationships = relationshipsXml(master.relationships(() => undefined));
  yield { path: 'ppt/slideMasters/_rels/slideMaster1.xml.rels', content: relationships };
}

/** With a theme of its own, as every master has. */
function* notesMasterEntries(deckPackage: DeckPackage): Generator<ZipEntry> {
  const xml = notesMasterXml(deckPackage.deck);
  yield presentationPart(deckPackage, 'ppt/notesMasters/notesMaster1.xml', 'notesMaster', xml);
  const links = newPartLinks();
  links.add('theme', '../theme/theme2.xml');
  const relationships = relationshipsXml(links.relationships(() => undefined));
  yield { path: 'ppt/notesMasters/_rels/notesMaster1.xml.rels', content: relationships };
  yield themeEntry(deckPackage, 2);
}

function* presentationEntries(deckPackage: DeckPackage): Generator<ZipEntry> {
  const { deck, slides } = deckPackage;
  const links = newPartLinks();
  const master = links.add('slideMaster', 'slideMasters/slideMaster1.xml');
  const ids = Array.from({ length: slides }, (_, at) => links.add('slide', `slides/slide${at + 1}.xml`));
  const notesMaster = deckPackage.notes > 0 ? links.add('notesMaster', 'notesMasters/notesMaster1.xml') : null;
  links.add('presProps', 'presProps.xml');
  links.add('viewProps', 'viewProps.xml');
  links.add('theme', 'theme/theme1.xml');
  links.add('tableStyles', 'tableStyles.xml');
  const xml = presentationXml(deck, { master, notesMaster, slides: ids }, sectionsOf(deckPackage));
  yield presentationPart(deckPackage, 'ppt/presentation.xml', 'presentation.main', xml);
  const relationships = relationshipsXml(links.relationships(() => undefined));
  yield { path: 'ppt/_rels/presentation.xml.rels', content: relationships };
  yield presentationPart(deckPackage, 'ppt/presProps.xml', 'presProps', PRESENTATION_PROPERTIES_XML);
  yield presentationPart(deckPackage, 'ppt/viewProps.xml', 'viewProps', VIEW_PROPERTIES_XML);
}

/** What stands before the first section is one too: every slide must be in one. */
function sectionsOf({ sections, deck }: DeckPackage): DeckPackage['sections'] {
  const [first] = sections;
  if (!first || first.from === 1) return sections;
  return [{ name: deck.metadata.title ?? '1', from: 1 }, ...sections];
}
