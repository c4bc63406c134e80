/** The input has nothing that the format can carry, such as no table and no chart for a workbook: no attempt can help. */
export class NothingToShow extends Error {
  override readonly name = 'NothingToShow';
}
