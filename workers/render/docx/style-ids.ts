/** The styles that the document defines and its paragraphs, runs and tables name. */
export type StyleId =
  | `Heading${1 | 2 | 3 | 4 | 5 | 6}`
  | `TOC${1 | 2 | 3 | 4 | 5 | 6}`
  | `Callout${'Info' | 'Success' | 'Warning' | 'Danger'}`
  | 'Title'
  | 'Subtitle'
  | 'Quote'
  | 'Code'
  | 'Caption'
  | 'ListParagraph'
  | 'Figure'
  | 'HorizontalRule'
  | 'Separator'
  | 'TOCHeading'
  | 'Header'
  | 'Footer'
  | 'TableText'
  | 'TableHeader'
  | 'TableTotal'
  | CharacterStyleId;

export type CharacterStyleId = 'Hyperlink' | 'InlineCode';

export const TABLE_STYLE = 'ReportTable';
