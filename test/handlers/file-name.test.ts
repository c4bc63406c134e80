import { expect, test } from '@jest/globals';
import { fileName } from '../../workers/handlers/file-name.ts';

test.each<[string | null, string]>([
  ['Quarterly report', 'Quarterly report.pdf'],
  ['Отчёт за год', 'Отчёт за год.pdf'],
  ['Ετήσια έκθεση', 'Ετήσια έκθεση.pdf'],
  ['../../etc/passwd', 'etc-passwd.pdf'],
  ['..\\..\\boot.ini', 'boot.ini.pdf'],
  ['a\u0000b\nc\td', 'ab c d.pdf'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe.pdf'],
  ['a:b*c?d"e<f>g|h', 'a-b-c-d-e-f-g-h.pdf'],
  ['.hidden. ', 'hidden.pdf'],
  ['lone \uD800 surrogate', 'lone surrogate.pdf'],
  ['CON', 'document.pdf'],
  ['...', 'document.pdf'],
  ['', 'document.pdf'],
  [null, 'document.pdf'],
])('%j becomes %j', (title, name) => {
  expect(fileName(title, 'pdf')).toBe(name);
});

test('a long title is cut between characters', () => {
  const name = fileName('😀'.repeat(200), 'docx');
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  expect(name).toMatch(/^(😀)+\.docx$/u);
});
