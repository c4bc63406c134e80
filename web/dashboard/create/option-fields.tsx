import { type ReactNode, useId } from 'react';
import type { Fault, JobTypeInfo, NewJob } from '../../client/index.ts';

interface OptionProps {
  draft: NewJob;
  info: JobTypeInfo;
  onChange: (draft: NewJob) => void;
  faults: readonly Fault[];
}

type TextOption = 'title' | 'userId' | 'sessionId';
type NumberOption = 'priority' | 'maxAttempts' | 'timeoutSeconds';

/** What every job may be given, whatever its type. */
export function OptionFields(props: OptionProps) {
  return (
    <>
      <TextField {...props} name="title" label="Title" hint="What people call it; also the name of the file." />
      <details>
        <summary className="small muted">More: tags, user, priority, time, attempts</summary>
        <div className="pair form" style={{ paddingBlockStart: 'var(--s-4)' }}>
          <TagsField {...props} />
          <TextField {...props} name="userId" label="User" hint="For whom it is done." />
          <TextField {...props} name="sessionId" label="Session" hint="The chat or page that it belongs to." />
          <NumberField
            {...props}
            name="priority"
            label="Priority"
            hint="A higher one is taken first."
            range={[-100, 100]}
            usual={0}
          />
          <StartField {...props} />
          <NumberField
            {...props}
            name="maxAttempts"
            label="Attempts"
            hint="How often it is tried in all."
            range={[1, props.info.limits.maxAttempts]}
            usual={props.info.defaults.maxAttempts}
          />
          <NumberField
            {...props}
            name="timeoutSeconds"
            label="Seconds for one attempt"
            hint="After that it is stopped."
            range={[1, props.info.limits.timeoutSeconds]}
            usual={props.info.defaults.timeoutSeconds}
          />
        </div>
      </details>
    </>
  );
}

function TextField({
  name,
  draft,
  onChange,
  ...told
}: OptionProps & { name: TextOption; label: string; hint: string }) {
  return (
    <Field {...told} name={name}>
      {(id) => (
        <input
          id={id}
          className="input"
          maxLength={200}
          value={draft[name] ?? ''}
          onChange={(event) => onChange(changed(draft, { [name]: event.target.value }))}
        />
      )}
    </Field>
  );
}

function NumberField({
  name,
  draft,
  onChange,
  range,
  usual,
  ...told
}: OptionProps & {
  name: NumberOption;
  label: string;
  hint: string;
  range: readonly [number, number];
  /** What it is when nothing is said. */
  usual: number;
}) {
  return (
    <Field {...told} name={name}>
      {(id) => (
        <input
          id={id}
          className="input"
          type="number"
          min={range[0]}
          max={range[1]}
          placeholder={String(usual)}
          value={draft[name] ?? ''}
          onChange={({ target }) =>
            onChange(changed(draft, { [name]: target.value === '' ? undefined : Number(target.value) }))
          }
        />
      )}
    </Field>
  );
}

function TagsField({ draft, onChange, faults }: OptionProps) {
  return (
    <Field faults={faults} name="tags" label="Tags" hint="Divided by commas.">
      {(id) => (
        <input
          id={id}
          className="input"
          defaultValue={(draft.tags ?? []).join(', ')}
          onChange={(event) => onChange(changed(draft, { tags: tagsOf(event.target.value) }))}
        />
      )}
    </Field>
  );
}

function StartField({ draft, onChange, faults }: OptionProps) {
  return (
    <Field faults={faults} name="runAt" label="Not before" hint="In your own time zone.">
      {(id) => (
        <input
          id={id}
          className="input"
          type="datetime-local"
          onChange={({ target }) => {
            const runAt = target.value === '' ? undefined : new Date(target.value).toISOString();
            onChange(changed(draft, { runAt }));
          }}
        />
      )}
    </Field>
  );
}

function Field({
  name,
  label,
  hint,
  faults,
  children,
}: {
  name: string;
  label: string;
  hint: string;
  faults: readonly Fault[];
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  const fault = faults.find(({ pointer }) => pointer === `/${name}`);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {fault ? (
        <p className="fault" role="alert">
          {fault.detail}
        </p>
      ) : (
        <p className="hint">{hint}</p>
      )}
    </div>
  );
}

function tagsOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ];
}

/** What is not given must not be sent. */
function changed(draft: NewJob, changes: Partial<NewJob>): NewJob {
  const isGiven = (value: unknown): boolean =>
    value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries({ ...draft, ...changes }).filter(([, value]) => isGiven(value)),
  ) as unknown as NewJob;
}
