import { xmlAttributes } from '../ooxml/xml.ts';

/** Of parts with nothing but words in them. */
export const WORD_NAMESPACES = xmlAttributes({
  'xmlns:w': 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
});

/** Of parts with drawings as well. */
export const DRAWING_NAMESPACES =
  WORD_NAMESPACES +
  xmlAttributes({
    'xmlns:wp': 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
    'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
    'xmlns:pic': 'http://schemas.openxmlformats.org/drawingml/2006/picture',
    'xmlns:c': 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  });
