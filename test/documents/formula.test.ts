import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sheetsOfFormula, whyNotFormula } from '../../src/documents/formula.ts';

test.each([
  '=B2*C2',
  '=SUM(A1:A9)',
  '=IF(A1>0,"yes ""it"" is [|]",)',
  '=NOW()',
  "='My Sheet'!A1+Sheet2!$B$3",
  '=-A1%',
  '={1,2;3,4}',
  '=SUM((A1,B2))',
  '=SUM(1:3,A:A)',
  '=1.5E3+.5',
  '=IFERROR(1/0,#N/A)',
  '=A1#',
  '=MYCALL(1)',
])('%s is a formula', (formula) => {
  expect(whyNotFormula(formula)).toBeNull();
});

test.each(['=1+', '=SUM(A1', '=A1 B1', '=', '=)', '="a', '=SUM(A1;B1)', '=A1,B1', '={A1', '=A1!', '=*2'])(
  '%s is not well-formed',
  (formula) => {
    expect(whyNotFormula(formula)).toBe('is not a well-formed formula');
  },
);

test.each([
  "=cmd|'/c calc'!A0",
  '=[1]S!A1',
  "='[Book1.xlsx]S'!A1",
  "='C:\\x.xlsx'!A1",
  '=WEBSERVICE("x")',
  '=_xlfn.WEBSERVICE("x")',
  '=1+hyperlink ("x")',
  '=FILTERXML(A1,"//x")',
  '=RTD("x",,"y")',
  '=CALL("x")',
  '=REGISTER.ID("x")',
  '=_xlfn.IMAGE("https://example.com")',
])('%s reaches outside of the workbook', (formula) => {
  expect(whyNotFormula(formula)).toMatch(/^is refused: /);
});

test('what does not begin with =, and what is longer than Excel takes', () => {
  expect(whyNotFormula('B2')).toMatch(/does not begin with "="/);
  expect(whyNotFormula(`=${'1+'.repeat(5000)}1`)).toMatch(/longer than 8192/);
});

test('the sheets that a formula names', () => {
  expect(sheetsOfFormula("='It''s'!A1+Sheet2!B2&\"No!A1\"+SUM(A:B!C3)")).toEqual(["It's", 'Sheet2', 'A', 'B']);
});

test('whatever is asked, there is an answer, and the same again', () => {
  const part = fc.constantFrom('A1', '1', '+', '(', ')', 'SUM(', ',', '"', "'", '!', '{', '}', ' ', '%', '#', '|', '[');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const formula = `=${parts.join('')}`;
      const answer = whyNotFormula(formula);
      expect(whyNotFormula(formula)).toBe(answer);
      // What is taken has as many brackets opened as closed, outside of texts.
      if (answer !== null) return;
      const code = formula.replace(/"[^"]*"/g, '');
      expect(code.split('(').length).toBe(code.split(')').length);
    }),
    { numRuns: 2000 },
  );
});
