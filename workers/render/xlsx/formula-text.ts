import { whyNotFormula } from '../../../src/documents/formula.ts';
import { xmlText } from '../ooxml/xml.ts';

/** Texts and quoted sheet names, which are left alone, and the names of functions. */
const QUOTED_OR_CALL = /"(?:[^"]|"")*"|'(?:[^']|'')*'|([\p{L}_][\p{L}\d_.]*)\(/gu;

/** Functions that came after the file format: in a file their names have a prefix, or programs do not know them. */
const LATER_FUNCTIONS = new Set(
  (
    'ACOT ACOTH AGGREGATE ARABIC BASE BINOM.DIST BINOM.INV BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW ' +
    'CEILING.MATH CHISQ.DIST CHISQ.INV CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T ' +
    'COT COTH COVARIANCE.P COVARIANCE.S DAYS DECIMAL DROP EXPAND EXPON.DIST FLOOR.MATH FORECAST.LINEAR FORMULATEXT ' +
    'GAMMA HSTACK IFNA IFS ISFORMULA ISOWEEKNUM LAMBDA LET MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL NORM.DIST ' +
    'NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC ' +
    'PERCENTRANK.INC QUARTILE.EXC QUARTILE.INC RANDARRAY RANK.AVG RANK.EQ REDUCE RRI SCAN SEC SECH SEQUENCE SHEET ' +
    'SHEETS SKEW.P SORTBY STDEV.P STDEV.S SWITCH T.DIST T.INV T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT ' +
    'TOCOL TOROW UNICHAR UNICODE UNIQUE VAR.P VAR.S VSTACK WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR'
  ).split(' '),
);
/** These two have a longer one. */
const WORKSHEET_FUNCTIONS = new Set(['FILTER', 'SORT']);

/**
 * A formula as the `f` element of a file has it: without its `=`, escaped. Null for what is none: Excel takes a file with
 * such a formula for broken.
 */
export function formulaText(formula: string): string | null {
  if (whyNotFormula(formula) !== null) return null;
  return xmlText(formula.slice(1).replace(QUOTED_OR_CALL, (found, call?: string) => (call ? fileName(call) : found)));
}

function fileName(call: string): string {
  const name = call.toUpperCase();
  if (WORKSHEET_FUNCTIONS.has(name)) return `_xlfn._xlws.${name}(`;
  return LATER_FUNCTIONS.has(name) ? `_xlfn.${name}(` : `${name}(`;
}
