import { expect, test } from '@jest/globals';
import { axisFormat, fittingFormat } from '../../../workers/render/ooxml/fitting-format.ts';

test('labels of values have as many decimals as the values', () => {
  expect(fittingFormat([1, 2, null])).toBe('#,##0');
  expect(fittingFormat([1, 2.5])).toBe('#,##0.0');
  expect(fittingFormat([0.001])).toBe('General');
});

test('the marks of a long axis are whole, those of a short one are not', () => {
  expect(axisFormat([10.25, 82.6], true, null)).toBe('#,##0');
  expect(axisFormat([1.25, 2.5], true, null)).toBe('#,##0.0');
  expect(axisFormat([0.25, 0.5], true, null)).toBe('#,##0.00');
  expect(axisFormat([80.25, 82.5], false, null)).toBe('#,##0.0');
});

test('of a given format only the decimals change', () => {
  expect(axisFormat([100, 700.5], true, '[$$-409]#,##0.00')).toBe('[$$-409]#,##0');
  expect(axisFormat([0.1, 0.7], true, '0.00%')).toBe('0%');
  expect(axisFormat([0.001, 0.002], true, '0.00%')).toBe('0.00%');
  expect(axisFormat([], true, '0.00')).toBe('0.00');
});
