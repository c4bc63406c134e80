import { type ReactNode, useId } from 'react';
import type { Fault } from '../../client/index.ts';
import { Icon } from '../shell/icon.tsx';
import { Choice } from './choice.tsx';
import { JsonField } from './json-field.tsx';
import {
  emptyValue,
  exclusiveProperties,
  fieldKind,
  labelOf,
  resolved,
  type Schema,
  variantName,
  variantOf,
} from './schema.ts';
import { UploadField } from './upload-field.tsx';

export interface FieldProps {
  name: string;
  schema: Schema;
  /** Where references lead. */
  root: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** A JSON Pointer into the request: faults that point here, or below where no field is, are shown here. */
  pointer: string;
  faults: readonly Fault[];
}

/** A form field for a value, by its schema. */
export function SchemaField(props: FieldProps) {
  const schema = resolved(props.schema, props.root);
  if (schema.const !== undefined) return null;
  const known = { ...props, schema };
  switch (fieldKind(schema)) {
    case 'group':
      return <GroupField {...known} />;
    case 'variant':
      return <VariantField {...known} />;
    case 'list':
      return <ListField {...known} />;
    default:
      return <Labelled {...known}>{(id) => <Control {...known} id={id} />}</Labelled>;
  }
}

function Labelled({ name, schema, pointer, faults, children }: FieldProps & { children: (id: string) => ReactNode }) {
  const id = useId();
  const here = faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  return (
    <div className="field">
      <label htmlFor={id}>{labelOf(name)}</label>
      {children(id)}
      {here.map(({ detail, pointer: at }) => (
        <p key={`${at} ${detail}`} className="fault" role="alert">
          {at === pointer ? '' : `${at.slice(pointer.length)}: `}
          {detail}
        </p>
      ))}
      {schema.description && <p className="hint">{withCode(firstSentence(schema.description))}</p>}
    </div>
  );
}

function Control({ name, schema, value, onChange, id }: FieldProps & { id: string }) {
  const text = value === undefined || value === null ? '' : String(value as string | number);
  switch (fieldKind(schema, name)) {
    case 'choice':
      return (
        <select id={id} className="input" value={text} onChange={(event) => onChange(event.target.value)}>
          {(schema.enum ?? []).map((one) => (
            <option key={String(one)}>{String(one)}</option>
          ))}
        </select>
      );
    case 'switch':
      return (
        <input id={id} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
      );
    case 'number':
      return (
        <input
          id={id}
          className="input"
          type="number"
          min={schema.minimum}
          max={schema.maximum}
          step={schema.type === 'integer' ? 1 : 'any'}
          value={text}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      );
    case 'upload':
      return <UploadField id={id} value={text} onChange={onChange} />;
    case 'text':
      return <input id={id} className="input" value={text} onChange={(event) => onChange(event.target.value)} />;
    case 'long-text':
      if (typeof value === 'string' || value === undefined)
        return (
          <textarea
            id={id}
            className="input"
            rows={6}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        );
      return <JsonField id={id} value={value} onChange={onChange} />;
    default:
      return <JsonField id={id} value={value} onChange={onChange} />;
  }
}

function GroupField(props: FieldProps) {
  const { name, schema } = props;
  const given = (typeof props.value === 'object' && props.value !== null ? props.value : {}) as Record<string, unknown>;
  const fields = (
    <>
      <ExclusiveChoice {...props} given={given} />
      {Object.entries(schema.properties ?? {}).map(
        ([key, one]) => key in given && <PropertyField key={key} {...props} given={given} name={key} property={one} />,
      )}
      <AddProperty {...props} given={given} />
    </>
  );
  if (name === '') return <div className="form">{fields}</div>;
  return (
    <fieldset className="field">
      <legend>{labelOf(name)}</legend>
      <div className="schema-group">{fields}</div>
    </fieldset>
  );
}

type GroupPart = FieldProps & { given: Record<string, unknown> };

/** Of some properties exactly one is given: which? */
function ExclusiveChoice({ schema, root, given, onChange }: GroupPart) {
  const names = exclusiveProperties(schema);
  if (names.length < 2) return null;
  const chosen = names.findIndex((one) => one in given);
  const choose = (at: number): void => {
    const name = names[at] ?? '';
    const kept = Object.entries(given).filter(([one]) => !names.includes(one));
    onChange({ ...Object.fromEntries(kept), [name]: emptyValue(schema.properties?.[name] ?? {}, root) });
  };
  return <Choice word="Made from" options={names.map(labelOf)} at={Math.max(0, chosen)} onChoose={choose} />;
}

function PropertyField({ name, property, given, ...props }: GroupPart & { property: Schema }) {
  const { schema, root, onChange, pointer, faults } = props;
  const isConstant = resolved(property, root).const !== undefined;
  const isNeeded = isConstant || [...(schema.required ?? []), ...exclusiveProperties(schema)].includes(name);
  const set = (value: unknown): void => onChange({ ...given, [name]: value });
  return (
    <div className="schema-item">
      <SchemaField
        name={name}
        schema={property}
        root={root}
        value={given[name]}
        onChange={set}
        pointer={`${pointer}/${name}`}
        faults={faults}
      />
      {!isNeeded && <RemoveButton what={labelOf(name)} onRemove={() => onChange(without(given, name))} />}
    </div>
  );
}

/** What else may be given. */
function AddProperty({ name, schema, root, given, onChange }: GroupPart) {
  const exclusive = exclusiveProperties(schema);
  const missing = Object.entries(schema.properties ?? {})
    .filter(([key, one]) => !(key in given) && !exclusive.includes(key) && resolved(one, root).const === undefined)
    .map(([key]) => key);
  if (missing.length === 0) return null;
  const add = (key: string): void => onChange({ ...given, [key]: emptyValue(schema.properties?.[key] ?? {}, root) });
  return (
    <select
      className="input"
      style={{ width: 'auto', justifySelf: 'start' }}
      aria-label={`Add to ${name === '' ? 'the input' : labelOf(name)}`}
      value=""
      onChange={(event) => add(event.target.value)}
    >
      <option value="">Add …</option>
      {missing.map((key) => (
        <option key={key} value={key}>
          {labelOf(key)}
        </option>
      ))}
    </select>
  );
}

function VariantField(props: FieldProps) {
  const { name, schema, root, value, onChange } = props;
  const variants = schema.oneOf ?? [];
  const at = variantOf(value, variants, root);
  return (
    <div className="stack" style={{ gap: 'var(--s-2)' }}>
      <Choice
        word={labelOf(name)}
        options={variants.map((one) => labelOf(variantName(one, root)))}
        at={at}
        onChoose={(next) => onChange(emptyValue(variants[next] ?? {}, root))}
      />
      <SchemaField {...props} name="content" schema={variants[at] ?? {}} />
    </div>
  );
}

function ListField({ name, schema, root, value, onChange, pointer, faults }: FieldProps) {
  const items = schema.items ?? {};
  if (['json', 'list'].includes(fieldKind(resolved(items, root)))) {
    const asJson = { name, schema, root, value, onChange, pointer, faults };
    return <Labelled {...asJson}>{(id) => <JsonField id={id} value={value} onChange={onChange} />}</Labelled>;
  }
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  return (
    <fieldset className="field">
      <legend>{labelOf(name)}</legend>
      <div className="schema-group">
        {list.map((item, at) => (
          <div key={at} className="schema-item">
            <SchemaField
              name={`${at + 1}`}
              schema={items}
              root={root}
              value={item}
              onChange={(next) => onChange(list.with(at, next))}
              pointer={`${pointer}/${at}`}
              faults={faults}
            />
            <RemoveButton what={`${labelOf(name)} ${at + 1}`} onRemove={() => onChange(list.toSpliced(at, 1))} />
          </div>
        ))}
        <button
          type="button"
          className="button"
          style={{ justifySelf: 'start' }}
          onClick={() => onChange([...list, emptyValue(items, root)])}
        >
          <Icon name="create" size={15} /> Add
        </button>
      </div>
    </fieldset>
  );
}

function RemoveButton({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <button type="button" className="button plain icon" onClick={onRemove} aria-label={`Remove ${what}`}>
      <Icon name="cross" size={15} />
    </button>
  );
}

function without(given: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([one]) => one !== key));
}

function firstSentence(text: string): string {
  return text.replaceAll('\n', ' ').split(/(?<=\.)\s/, 1)[0] ?? '';
}

/** What stands between backticks is code, as in Markdown. */
function withCode(text: string): ReactNode[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}
