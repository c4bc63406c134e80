import type { FileObject, PdfFile } from './pdf-file.ts';

/** The kinds of elements that a reader for the blind tells apart (ISO 32000-1, 14.8.4). */
export type TagName =
  | 'H1'
  | 'H2'
  | 'H3'
  | 'H4'
  | 'H5'
  | 'H6'
  | 'P'
  | 'BlockQuote'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'Table'
  | 'TR'
  | 'TH'
  | 'TD'
  | 'Caption'
  | 'Figure'
  | 'TOC'
  | 'TOCI';

/** What the parts of the pages are, in reading order. Elements that are closed leave memory. */
export interface Tags {
  /** Begins an element inside the one that is open. */
  open(name: TagName, alt?: string): void;
  close(): void;
  /** What `draw` draws, on one page, belongs to the element that is open. */
  mark(draw: () => void): void;
  /** What `draw` draws is no content: a line at the head or foot of a page. */
  artifact(draw: () => void): void;
  /** The page that the next marks are on. */
  pageBegan(): void;
  finish(): void;
}

interface Element {
  name: TagName | 'Document';
  object: FileObject;
  /** Elements and marks; a number is a mark on `page`. */
  kids: (Token | number)[];
  /** Where its first mark is. */
  page: string | null;
  alt: string | null;
}

/** A piece of PDF syntax. pdfkit would write a text as a name. */
interface Token {
  syntax: string;
}

const TOKEN = {
  [Symbol.toStringTag]: 'Token',
  toString(this: Token): string {
    return this.syntax;
  },
};

/** Tags for a new file (ISO 32000-1, 14.7). */
export function newTags(file: PdfFile): Tags {
  const root = file.newObject({ Type: 'StructTreeRoot' });
  const whole: Element = { name: 'Document', object: file.newObject({}), kids: [], page: null, alt: null };
  file.catalog()['StructTreeRoot'] = root;
  file.catalog()['MarkInfo'] = file.newObject({ Marked: true });
  const outer: Element[] = [];
  let current = whole;
  let pages = 0;
  /** Of the marks on the page, the elements that they belong to. */
  let owners: Token[] = [];
  /** The same of all pages, as the tree of numbers that leads from a page to its elements. */
  const parents: unknown[] = [];
  const endPage = (): void => {
    if (pages > 0) parents.push(pages - 1, written(file, owners));
    owners = [];
  };
  return {
    open(name, alt) {
      outer.push(current);
      current = { name, object: file.newObject({}), kids: [], page: null, alt: alt ?? null };
    },
    close() {
      const parent = outer.pop() ?? whole;
      end(current, parent.object);
      parent.kids.push(reference(current.object));
      current = parent;
    },
    mark(draw) {
      const mark = owners.push(reference(current.object)) - 1;
      const tag = current.name === 'Document' ? 'P' : current.name;
      const page = file.page().dictionary.toString();
      current.page ??= page;
      current.kids.push(current.page === page ? mark : token(`<</Type/MCR/Pg ${page}/MCID ${mark}>>`));
      file.draw(`/${tag}<</MCID ${mark}>>BDC`);
      draw();
      file.draw('EMC');
    },
    artifact(draw) {
      file.draw('/Artifact BMC');
      draw();
      file.draw('EMC');
    },
    pageBegan() {
      endPage();
      file.page().dictionary.data['StructParents'] = pages;
      pages += 1;
    },
    finish() {
      endPage();
      end(whole, root);
      root.data['K'] = whole.object;
      root.data['ParentTree'] = written(file, { Nums: parents });
      root.data['ParentTreeNextKey'] = pages;
    },
  };
}

/** Draws an element that is in one place. */
export function tagged(tags: Tags, name: TagName, draw: () => void, alt?: string): void {
  tags.open(name, alt);
  tags.mark(draw);
  tags.close();
}

function end({ name, object, kids, page, alt }: Element, parent: FileObject): void {
  Object.assign(object.data, { S: name, P: reference(parent), K: kids.length === 1 ? kids[0] : kids });
  if (page !== null) object.data['Pg'] = token(page);
  // oxlint-disable-next-line no-new-wrappers -- what pdfkit writes as a string; a plain one would be a name
  if (alt !== null) object.data['Alt'] = new String(alt);
  if (name === 'TH') object.data['A'] = { O: 'Table', Scope: 'Column' };
  object.end();
}

function written(file: PdfFile, data: Record<string, unknown> | Token[]): Token {
  const object = file.newObject(data as Record<string, unknown>);
  object.end();
  return reference(object);
}

function reference(object: FileObject): Token {
  return token(object.toString());
}

function token(syntax: string): Token {
  return Object.assign(Object.create(TOKEN) as Token, { syntax });
}
