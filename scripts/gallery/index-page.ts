/** A page of a document of the gallery. */
export interface GalleryPicture {
  title: string;
  format: string;
  theme: string;
  page: number;
  /** Beside the index. */
  file: string;
}

/** The Markdown page that shows the pictures, a document after the other. */
export function indexPage(pictures: GalleryPicture[]): string {
  const sections = [...Map.groupBy(pictures, ({ title }) => title)].map(([title, ofDocument]) => {
    const groups = [...Map.groupBy(ofDocument, ({ format, theme }) => `${format}, theme ${theme}`)];
    const lines = groups.map(
      ([name, pages]) =>
        `**${name}**\n\n${pages.map(({ file, page }) => `![${title}, ${name}, page ${page}](${file})`).join('\n')}`,
    );
    return `## ${title}\n\n${lines.join('\n\n')}`;
  });
  return `# Gallery\n\nReal documents from real data, in every format and theme, made by \`npm run gallery\`. Office files were drawn by\nLibreOffice, so their fonts are those of the machine that drew them.\n\n${sections.join('\n\n')}\n`;
}
