import type { Job } from '../../client/index.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { prettyJson } from './pretty-json.ts';

/** A result that is no file. */
export function JsonResult({ result }: { result: Job['result'] }) {
  const text = prettyJson(result);
  return (
    <section className="card" aria-label="Result">
      <header>
        <h2>Result</h2>
        <CopyButton text={text} what="the result" />
      </header>
      <pre className="code" tabIndex={0} style={{ borderRadius: '0 0 var(--radius-l) var(--radius-l)' }}>
        {text}
      </pre>
    </section>
  );
}
