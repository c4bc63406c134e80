import type { Metadata } from '../content/content.ts';
import { PRODUCER } from '../controls.ts';
import { XML_HEADER, xmlText } from './xml.ts';

export const CORE_PROPERTIES_PATH = 'docProps/core.xml';
export const CORE_PROPERTIES_CONTENT_TYPE = 'application/vnd.openxmlformats-package.core-properties+xml';
export const CORE_PROPERTIES_RELATIONSHIP =
  'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';
export const APP_PROPERTIES_PATH = 'docProps/app.xml';
export const APP_PROPERTIES_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.extended-properties+xml';
export const APP_PROPERTIES_RELATIONSHIP =
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties';

const CORE_NAMESPACES =
  'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"' +
  ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/**
 * The properties that every office file has (ECMA-376 part 2, clause 11). Without times: the same content makes the same
 * file.
 */
export function corePropertiesXml(metadata: Metadata): string {
  const { title, subject, author, keywords, language } = metadata;
  return (
    `${XML_HEADER}<cp:coreProperties ${CORE_NAMESPACES}>` +
    property('dc:title', title) +
    property('dc:subject', subject) +
    property('dc:creator', author ?? PRODUCER) +
    property('cp:keywords', keywords.length === 0 ? null : keywords.join(', ')) +
    property('dc:language', language) +
    property('cp:lastModifiedBy', PRODUCER) +
    '</cp:coreProperties>'
  );
}

/** The properties of the program and the company (ECMA-376 part 1, 22.2). */
export function appPropertiesXml({ company }: Metadata): string {
  return (
    `${XML_HEADER}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
    `${property('Application', PRODUCER)}${property('Company', company)}</Properties>`
  );
}

function property(tag: string, value: string | null): string {
  return value === null ? '' : `<${tag}>${xmlText(value)}</${tag}>`;
}
