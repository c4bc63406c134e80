import { isDate, isDatetime } from '../../../src/documents/cell-values.ts';

const TIME = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/** A way to write a day; `date` gives it as ISO 8601 does, undefined for what is not written so or not in the calendar. */
export interface DateForm {
  date(text: string): string | undefined;
  /** With a time, behind a space or a T; without a zone it is taken for UTC, for it is shown in UTC. */
  datetime(text: string): string | undefined;
}

type Part = 'year' | 'month' | 'day';

/** Which of two numbers before the year is the month, nobody can know of a single day: there are two such forms. */
const WRITTEN_DATES: readonly DateForm[] = [
  dateForm('/', ['year', 'month', 'day']),
  dateForm('.', ['day', 'month', 'year']),
  dateForm('/', ['day', 'month', 'year']),
  dateForm('/', ['month', 'day', 'year']),
  dateForm('-', ['day', 'month', 'year']),
  dateForm('-', ['month', 'day', 'year']),
];

const ISO: DateForm = {
  date: (text) => (isDate(text) ? text : undefined),
  datetime: (text) => localDatetime(text, ISO) ?? (isDatetime(text) ? text : undefined),
};

/** Ways to write a day, the plainest first. */
export const DATE_FORMS: readonly DateForm[] = [ISO, ...WRITTEN_DATES];

function dateForm(separator: string, order: readonly Part[]): DateForm {
  const parts = order.map((part) => (part === 'year' ? '(?<year>\\d{4})' : `(?<${part}>\\d{1,2})`));
  const pattern = new RegExp(`^${parts.join(separator.replace('.', '\\.'))}$`);
  const form: DateForm = {
    date(text) {
      const { year = '', month = '', day = '' } = pattern.exec(text)?.groups ?? {};
      const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      return isDate(date) ? date : undefined;
    },
    datetime: (text) => localDatetime(text, form),
  };
  return form;
}

function localDatetime(text: string, { date }: DateForm): string | undefined {
  const [, day = '', time = ''] = /^([^ T]+)[ T](.+)$/.exec(text) ?? [];
  const iso = TIME.test(time) ? date(day) : undefined;
  const value = `${iso}T${time.length === 5 ? `${time}:00` : time}Z`;
  return iso && isDatetime(value) ? value : undefined;
}
