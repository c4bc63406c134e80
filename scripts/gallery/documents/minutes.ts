import type { GalleryDocument } from '../gallery-document.ts';

const markdown = `# Minutes of the release meeting

**21 November 2026**, in the small room. Present: *Ada*, *Grace*, *Katherine*; excused: ~~Alan~~ Edsger.

## Where we are

1. The contract is frozen; see [the page](https://example.org/contract).
2. Two tests are slow:
   - the one that kills processes
   - the one with a million rows
3. The code that everybody asked about:

\`\`\`
select count(*) from jobs
where status = 'running';
\`\`\`

## What was decided

| Decision | Who | Until |
| :--- | :---: | ---: |
| Release **2.0** on the first | Grace | 1 Dec |
| Write the guide | Ada | 28 Nov |
| Look at \`pg_stat_activity\` weekly | Katherine | always |

> Nobody regrets a release that came a day late; everybody remembers one that came a day early.

## To do

- [x] tell the customers
- [ ] order cake
- [ ] measure again, on a quiet machine

---

## Next time

The same place, in two weeks.
`;

/** One Markdown text, in every format that is read. */
export const minutes: GalleryDocument = {
  name: 'minutes',
  title: 'Minutes of the release meeting',
  inputs: { document: { markdown }, pdf: { markdown }, presentation: { markdown } },
  pages: 3,
};
