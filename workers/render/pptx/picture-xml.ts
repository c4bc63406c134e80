import type { Picture } from '../content/content.ts';
import { pictureTurn } from '../content/picture-turn.ts';
import type { Box } from './geometry.ts';
import { nameXml, type Placeholder, placeholderXml, placeXml, type ShapeName } from './shapes-xml.ts';

const QUARTER_TURN = 90 * 60_000;

/** A picture (`p:pic`) in its place, by the relationship to its file. */
export function pictureXml(
  name: ShapeName,
  place: { box: Box; isMirrored: boolean; placeholder?: Placeholder | undefined },
  picture: Picture,
  relationshipId: string,
): string {
  const { placeholder } = place;
  return (
    `<p:pic><p:nvPicPr>${nameXml(name)}<p:cNvPicPr><a:picLocks noGrp="1" noChangeAspect="1"/></p:cNvPicPr>` +
    `<p:nvPr>${placeholder ? placeholderXml(placeholder) : ''}</p:nvPr></p:nvPicPr>` +
    `<p:blipFill><a:blip r:embed="${relationshipId}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>` +
    `<p:spPr>${turnedPlaceXml(place, picture)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>`
  );
}

/** The place of one that lies on its side in its file is that of the lying picture, which is then turned about its middle. */
function turnedPlaceXml({ box, isMirrored }: { box: Box; isMirrored: boolean }, picture: Picture): string {
  const turn = pictureTurn(picture);
  const { x, y, width, height } = box;
  const shift = (width - height) / 2;
  const lying = { x: x + shift, y: y - shift, width: height, height: width };
  const look = { rot: turn.quarters * QUARTER_TURN || null, flipH: turn.isMirrored ? 1 : null };
  return placeXml(turn.isOnItsSide ? lying : box, isMirrored, 'a:xfrm', look);
}
