import { useEffect, useState } from 'react';
import { type Fault, type JobTypeInfo, type NewJob, PressroomError } from '../../client/index.ts';
import { useJobTypes } from '../data/job-types.ts';
import { useClient, useMay } from '../data/session.tsx';
import { requestOf } from '../job/request-of.ts';
import { chooseByArrows, tabStop } from '../shell/arrow-keys.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { go, hrefTo, type Route } from '../shell/route.ts';
import { typeLook } from '../words/statuses.ts';
import { DropFile } from './drop-file.tsx';
import { JsonField } from './json-field.tsx';
import { OptionFields } from './option-fields.tsx';
import { SampleButton } from './sample-button.tsx';
import type { Schema } from './schema.ts';
import { SchemaField } from './schema-field.tsx';

/** A job of any type, by a form made from its schema; or begun with an example, or with an earlier job. */
export function CreatePage({ route }: { route: Route }) {
  const may = useMay();
  return may('jobs:create') ? <CreateForm route={route} /> : <NotForYou />;
}

function NotForYou() {
  return (
    <section className="card empty">
      <Icon name="create" size={32} />
      <h1>Your key cannot create jobs</h1>
      <p>
        It may look at them. Ask whoever runs the service for a key with the scope jobs:create, and sign in with it.
      </p>
      <a className="button primary" href={hrefTo('jobs')}>
        See all jobs
      </a>
    </section>
  );
}

function CreateForm({ route }: { route: Route }) {
  const may = useMay();
  const { types, error, again } = useJobTypes();
  const [draft, setDraft, lost] = useDraft(route.params.get('from'), types);
  const info = types.find(({ type }) => type === draft?.type);
  return (
    <div className="page" style={{ maxWidth: 860 }}>
      <div className="page-head">
        <div>
          <h1>Create</h1>
          <p className="muted">Drop a table and get a workbook, or say what you want made.</p>
        </div>
        <SampleButton isQuiet />
      </div>
      {may('uploads:write') && <DropFile />}
      {error !== null && <FaultNotice error={error} onAgain={again} />}
      {lost !== null && <FaultNotice error={lost} />}
      <div className="types" role="radiogroup" aria-label="What to make">
        {types.map((one) => (
          <TypeCard key={one.type} info={one} isChosen={one === info} onChoose={() => setDraft(beginningOf(one))} />
        ))}
      </div>
      {draft && !info && types.length > 0 && <UnknownType type={draft.type} />}
      {draft && info && <DraftForm key={info.type} draft={draft} info={info} onChange={setDraft} />}
    </div>
  );
}

/** Of a job that a younger version of the service made, or another program. */
function UnknownType({ type }: { type: string }) {
  return (
    <p className="notice" data-tone="warn">
      <Icon name="warning" />
      <span className="foreign">This service makes no jobs of the type “{type}”. Choose another one above.</span>
    </p>
  );
}

/** What is being filled in: from an earlier job when the address names one. */
function useDraft(
  from: string | null,
  types: readonly JobTypeInfo[],
): [draft: NewJob | null, setDraft: (draft: NewJob) => void, lost: unknown] {
  const client = useClient();
  const [draft, setDraft] = useState<NewJob | null>(null);
  const [lost, setLost] = useState<unknown>(null);
  useEffect(() => {
    if (!from) return undefined;
    const stop = new AbortController();
    client.get(from, { signal: stop.signal }).then(
      (job) => setDraft(requestOf(job)),
      (error: unknown) => stop.signal.aborted || setLost(error), // the form is there all the same
    );
    return () => stop.abort();
  }, [client, from]);
  const isAwaited = from !== null && lost === null;
  return [draft ?? (isAwaited || !types[0] ? null : beginningOf(types[0])), setDraft, lost];
}

/** A type's first example: a form is easier to change than to fill. */
function beginningOf({ type, inputSchema }: JobTypeInfo): NewJob {
  const [example = {}] = (inputSchema as Schema).examples ?? [];
  return { type, input: example } as NewJob;
}

/** What comes out, or goes in, where that is not one kind of file. */
const MADE_OF: Readonly<Partial<Record<string, string>>> = {
  data_export: '.csv .xlsx .ndjson',
  bulk_import: 'reads .csv .xlsx',
};

function TypeCard({ info, isChosen, onChoose }: { info: JobTypeInfo; isChosen: boolean; onChoose: () => void }) {
  const { word, icon } = typeLook(info.type);
  return (
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      tabIndex={tabStop(isChosen)}
      onKeyDown={chooseByArrows}
      className="type-card"
      onClick={onChoose}
    >
      <Icon name={icon} size={22} />
      <strong>{word}</strong>
      <span className="tiny faint">
        {MADE_OF[info.type] ?? (info.fileExtension ? `.${info.fileExtension}` : info.title)}
      </span>
    </button>
  );
}

type Form = 'form' | 'json';

interface DraftProps {
  draft: NewJob;
  info: JobTypeInfo;
  onChange: (draft: NewJob) => void;
}

function DraftForm({ draft, info, onChange }: DraftProps) {
  const [form, setForm] = useState<Form>('form');
  const { create, error, isUnderWay } = useCreate(draft);
  const faults: readonly Fault[] = error instanceof PressroomError ? error.faults : [];
  const { word } = typeLook(info.type);
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <header>
        <h2>{word}</h2>
        <div className="row wrap">
          <Examples schema={info.inputSchema as Schema} onChoose={(input) => onChange({ ...draft, input })} />
          <FormSwitch form={form} onSwitch={setForm} />
        </div>
      </header>
      <div className="body form">
        {info.workers.live === 0 && (
          <p className="notice" data-tone="warn">
            <Icon name="worker" /> No worker for this type is running now: the job will wait until one is.
          </p>
        )}
        {form === 'form' && <Fields draft={draft} info={info} onChange={onChange} faults={faults} />}
        {form === 'json' && (
          <JsonField id="whole-request" rows={18} value={draft} onChange={(value) => onChange(value as NewJob)} />
        )}
        {error !== null && <FaultNotice error={error} />}
        {form === 'json' && faults.length > 0 && <FaultList faults={faults} />}
        <div className="row">
          <button type="submit" className="button primary large" disabled={isUnderWay}>
            {isUnderWay ? 'Creating' : `Create: ${word}`}
          </button>
        </div>
      </div>
    </form>
  );
}

/** Creates the job and goes to it; or tells why not. */
function useCreate(draft: NewJob): { create: () => void; error: unknown; isUnderWay: boolean } {
  const client = useClient();
  const [error, setError] = useState<unknown>(null);
  const [isUnderWay, setUnderWay] = useState(false);
  const create = (): void => {
    setUnderWay(true);
    setError(null);
    client.create(draft).then(
      ({ id }) => go(hrefTo(`jobs/${id}`)),
      (cause: unknown) => {
        setError(cause);
        setUnderWay(false);
      },
    );
  };
  return { create, error, isUnderWay };
}

function Fields({ draft, info, onChange, faults }: DraftProps & { faults: readonly Fault[] }) {
  const schema = info.inputSchema as Schema;
  return (
    <>
      <OptionFields draft={draft} info={info} onChange={onChange} faults={faults} />
      <SchemaField
        name=""
        schema={schema}
        root={schema}
        value={draft.input}
        onChange={(input) => onChange({ ...draft, input: input as NewJob['input'] })}
        pointer="/input"
        faults={faults}
      />
    </>
  );
}

function FormSwitch({ form, onSwitch }: { form: Form; onSwitch: (form: Form) => void }) {
  return (
    <div className="segments" role="group" aria-label="How to fill it in">
      <button type="button" aria-pressed={form === 'form'} onClick={() => onSwitch('form')}>
        Form
      </button>
      <button type="button" aria-pressed={form === 'json'} onClick={() => onSwitch('json')}>
        JSON
      </button>
    </div>
  );
}

function Examples({ schema, onChoose }: { schema: Schema; onChoose: (input: NewJob['input']) => void }) {
  const examples = schema.examples ?? [];
  if (examples.length < 2) return null;
  return (
    <select
      className="input"
      style={{ width: 'auto' }}
      aria-label="Begin with an example"
      value=""
      onChange={(event) => onChoose(examples[Number(event.target.value)] as NewJob['input'])}
    >
      <option value="">Examples</option>
      {examples.map((_, at) => (
        <option key={at} value={at}>
          Example {at + 1}
        </option>
      ))}
    </select>
  );
}

function FaultList({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul className="stack small" style={{ gap: 'var(--s-1)' }}>
      {faults.map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`}>
          <code>{pointer}</code> {detail}
        </li>
      ))}
    </ul>
  );
}
