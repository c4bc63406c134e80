import { useId } from 'react';
import type { Fault, JobTypeInfo, NewJob } from '../../client/index.ts';

/** What every job may be given, whatever its type. */
export function OptionFields({
  draft,
  info,
  onChange,
  faults,
}: {
  draft: NewJob;
  info: JobTypeInfo;
  onChange: (draft: NewJob) => void;
  faults: readonly Fault[];
}) {
  const set = (changes: Partial<NewJob>): void => onChange(withoutEmpty({ ...draft, ...changes }));
  const number = (text: string): number | undefined => (text === '' ? undefined : Number(text));
  const { defaults, limits } = info;
  const fault = (name: string): string | undefined => faults.find(({ pointer }) => pointer === `/${name}`)?.detail;
  return (
    <>
      <Field label="Title" hint="What people call it; also the name of the file." fault={fault('title')}>
        {(id) => (
          <input
            id={id}
            className="input"
            maxLength={200}
            value={draft.title ?? ''}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      <details>
        <summary className="small muted">More: tags, user, priority, time, attempts</summary>
        <div className="pair form" style={{ paddingBlockStart: 'var(--s-4)' }}>
          <Field label="Tags" hint="Divided by commas." fault={fault('tags')}>
            {(id) => (
              <input
                id={id}
                className="input"
                defaultValue={(draft.tags ?? []).join(', ')}
                onChange={(event) => set({ tags: tagsOf(event.target.value) })}
              />
            )}
          </Field>
          <Field label="User" hint="For whom it is done." fault={fault('userId')}>
            {(id) => (
              <input
                id={id}
                className="input"
                value={draft.userId ?? ''}
                onChange={(event) => set({ userId: event.target.value })}
              />
            )}
          </Field>
          <Field label="Priority" hint="From -100 to 100; a higher one is taken first." fault={fault('priority')}>
            {(id) => (
              <input
                id={id}
                className="input"
                type="number"
                min={-100}
                max={100}
                value={draft.priority ?? ''}
                placeholder="0"
                onChange={(event) => set({ priority: number(event.target.value) })}
              />
            )}
          </Field>
          <Field label="Not before" hint="Your own time." fault={fault('runAt')}>
            {(id) => (
              <input
                id={id}
                className="input"
                type="datetime-local"
                onChange={(event) =>
                  set({ runAt: event.target.value === '' ? undefined : new Date(event.target.value).toISOString() })
                }
              />
            )}
          </Field>
          <Field label="Attempts" hint="How often it is tried in all." fault={fault('maxAttempts')}>
            {(id) => (
              <input
                id={id}
                className="input"
                type="number"
                min={1}
                max={limits.maxAttempts}
                value={draft.maxAttempts ?? ''}
                placeholder={String(defaults.maxAttempts)}
                onChange={(event) => set({ maxAttempts: number(event.target.value) })}
              />
            )}
          </Field>
          <Field label="Seconds for one attempt" hint="After that it is stopped." fault={fault('timeoutSeconds')}>
            {(id) => (
              <input
                id={id}
                className="input"
                type="number"
                min={1}
                max={limits.timeoutSeconds}
                value={draft.timeoutSeconds ?? ''}
                placeholder={String(defaults.timeoutSeconds)}
                onChange={(event) => set({ timeoutSeconds: number(event.target.value) })}
              />
            )}
          </Field>
        </div>
      </details>
    </>
  );
}

function Field({
  label,
  hint,
  fault,
  children,
}: {
  label: string;
  hint: string;
  fault: string | undefined;
  children: (id: string) => React.ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {fault ? (
        <p className="fault" role="alert">
          {fault}
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
function withoutEmpty(draft: NewJob): NewJob {
  const given = Object.entries(draft).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(given) as unknown as NewJob;
}
