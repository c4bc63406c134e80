import { useId, useState, type FormEvent, type ReactElement } from 'react';
import type { Job, NewJob } from '../client/index.ts';
import { usePressroom } from './context.tsx';
import { FileField } from './parts/file-field.tsx';
import { Note } from './parts/note.tsx';
import { documentJob, FORMATS, type Format } from './parts/document-job.ts';
import { ProgressTracker } from './progress-tracker.tsx';
import { useAction } from './use-action.ts';

export interface DocumentGeneratorProps {
  /** The text to begin with, in Markdown. */
  defaultText?: string;
  defaultTitle?: string;
  defaultFormat?: Format;
  /** Goes with each job that is made, such as `sessionId` and `tags`. */
  job?: Omit<Partial<NewJob>, 'type' | 'input' | 'title'>;
  onCreate?: (job: Job) => void;
  onComplete?: (job: Job) => void;
  className?: string;
}

/** Makes a document: text in Markdown becomes a PDF, Word document or presentation, a table becomes a workbook. */
export function DocumentGenerator(props: DocumentGeneratorProps): ReactElement {
  const client = usePressroom();
  const action = useAction();
  const [jobId, setJobId] = useState<string | null>(null);

  function make(format: Format, title: string, source: string | File): void {
    void action.run(async () => {
      const made = await client.create({
        ...props.job,
        ...(await documentJob(client, format, title, source)),
      } as NewJob);
      setJobId(made.id);
      props.onCreate?.(made);
    });
  }
  return (
    <div className={`pr-root pr-generator ${props.className ?? ''}`}>
      <Form {...props} isBusy={action.isActing} onMake={make} />
      {action.error && <Note error={action.error} />}
      {jobId !== null && <ProgressTracker key={jobId} jobId={jobId} onComplete={props.onComplete} />}
    </div>
  );
}

const MARKDOWN = 'Markdown: headings with #, lists, tables, **bold**.';
const HINTS: Record<Format, string> = {
  pdf: MARKDOWN,
  document: MARKDOWN,
  presentation: `${MARKDOWN} Each heading begins a slide.`,
  spreadsheet: '',
};

interface FormProps extends DocumentGeneratorProps {
  isBusy: boolean;
  onMake: (format: Format, title: string, source: string | File) => void;
}

function Form({ defaultText = '', defaultTitle = '', defaultFormat = 'pdf', isBusy, onMake }: FormProps): ReactElement {
  const id = useId();
  const [format, setFormat] = useState<Format>(defaultFormat);
  const [title, setTitle] = useState(defaultTitle);
  const [text, setText] = useState(defaultText);
  const [file, setFile] = useState<File | null>(null);
  const isTable = format === 'spreadsheet';
  const source = isTable ? file : text.trim();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (source) onMake(format, title.trim(), source);
  }
  return (
    <form className="pr-card pr-form" onSubmit={submit}>
      <fieldset className="pr-formats">
        <legend>Make a</legend>
        {FORMATS.map(({ format: value, label }) => (
          <label key={value}>
            <input type="radio" name={`${id}-format`} checked={format === value} onChange={() => setFormat(value)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <label className="pr-field">
        <span>Title</span>
        <input value={title} maxLength={200} dir="auto" onChange={({ target }) => setTitle(target.value)} />
      </label>
      {isTable ? (
        <FileField file={file} onFile={setFile} />
      ) : (
        <label className="pr-field">
          <span>Text</span>
          <textarea
            value={text}
            rows={8}
            dir="auto"
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => setText(target.value)}
          />
          <small id={`${id}-hint`}>{HINTS[format]}</small>
        </label>
      )}
      <p className="pr-buttons">
        <button type="submit" className="pr-button pr-primary" disabled={isBusy || !source}>
          {isBusy ? 'Sending' : 'Create'}
        </button>
      </p>
    </form>
  );
}
