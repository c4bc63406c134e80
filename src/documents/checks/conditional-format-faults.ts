import { dateOf, datetimeOf } from '../cell-values.ts';
import type { Faults } from '../input-fault.ts';
import type { ConditionalFormat, Sheet } from '../model.ts';
import { columnReferences, type ColumnReferences } from './column-references.ts';

type Rule = ConditionalFormat['rule'];
type Member = 'value' | 'min' | 'max' | 'count' | 'from' | 'to' | 'fill' | 'color' | 'bold';

const LOOK: Member[] = ['fill', 'color', 'bold'];
const VALUE = { required: ['value'], optional: LOOK } satisfies RuleMembers;
const COUNT = { required: [], optional: ['count', ...LOOK] } satisfies RuleMembers;

interface RuleMembers {
  required: Member[];
  optional: Member[];
}

const MEMBERS: Record<Rule, RuleMembers> = {
  'greater-than': VALUE,
  'less-than': VALUE,
  'equal-to': VALUE,
  'not-equal-to': VALUE,
  contains: VALUE,
  between: { required: ['min', 'max'], optional: LOOK },
  top: COUNT,
  bottom: COUNT,
  duplicates: { required: [], optional: LOOK },
  'color-scale': { required: ['from', 'to'], optional: [] },
  'data-bar': { required: ['fill'], optional: [] },
};

/** What is wrong with the conditional formats of a sheet: members that their rule does not have or lacks, unknown columns. */
export function* conditionalFormatFaults(sheet: Sheet, pointer: string): Faults {
  if (!sheet.conditionalFormats?.length) return;
  const references = columnReferences(sheet);
  for (const [index, format] of sheet.conditionalFormats.entries()) {
    yield* formatFaults(format, `${pointer}/conditionalFormats/${index}`, sheet, references);
  }
}

function* formatFaults(format: ConditionalFormat, pointer: string, sheet: Sheet, references: ColumnReferences): Faults {
  const { required, optional } = MEMBERS[format.rule];
  for (const member of required) {
    if (format[member] === undefined) {
      yield { pointer: `${pointer}/${member}`, detail: `must be given with the rule ${format.rule}` };
    }
  }
  for (const member of Object.keys(format) as (Member | 'columns' | 'rule')[]) {
    if (member === 'columns' || member === 'rule' || required.includes(member) || optional.includes(member)) continue;
    yield { pointer: `${pointer}/${member}`, detail: `must be left out with the rule ${format.rule}` };
  }
  if (format.min !== undefined && format.max !== undefined && format.min > format.max) {
    yield { pointer: `${pointer}/max`, detail: 'must be at least min' };
  }
  yield* comparedFaults(format, pointer, sheet, references);
  for (const [at, header] of format.columns.entries()) yield* references.faultsOf(header, `${pointer}/columns/${at}`);
}

/** Only numbers and, in columns of them, dates are greater or less than others. */
function* comparedFaults(
  { rule, value, columns }: ConditionalFormat,
  pointer: string,
  sheet: Sheet,
  references: ColumnReferences,
): Faults {
  if (typeof value !== 'string' || (rule !== 'greater-than' && rule !== 'less-than')) return;
  const types = columns.map((header) => sheet.columns?.[references.indexOf(header) ?? -1]?.type);
  const isDate = types.every((type) => type === 'date' || type === 'datetime') && (dateOf(value) ?? datetimeOf(value));
  if (!isDate) yield { pointer: `${pointer}/value`, detail: 'must be a number or, for columns of dates, a date' };
}
