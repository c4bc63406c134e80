import { useRef, useState } from 'react';
import { useClient, useMay } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';

/** The id of an upload: typed, or of a file that is chosen here and sent in. */
export function UploadField({ id, value, onChange }: { id: string; value: string; onChange: (id: string) => void }) {
  const client = useClient();
  const mayUpload = useMay()('uploads:write');
  const input = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState<{ words: string; isFault: boolean } | null>(null);
  const send = async (file: File): Promise<void> => {
    setTold({ words: `Sending ${file.name}`, isFault: false });
    try {
      const upload = await client.upload(file);
      onChange(upload.id);
      setTold({ words: `This is ${upload.name}.`, isFault: false });
    } catch (error) {
      setTold({ words: faultSentence(error), isFault: true });
    }
  };
  return (
    <>
      <div className="row wrap">
        <input
          id={id}
          className="input grow"
          style={{ width: 'auto' }}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        {mayUpload && (
          <button type="button" className="button" onClick={() => input.current?.click()}>
            {value === '' ? 'Choose a file' : 'Choose another file'}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="A file to send in"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void send(file);
          event.target.value = '';
        }}
      />
      <p className={told?.isFault ? 'fault' : 'hint'} role="status">
        <bdi>{told?.words}</bdi>
      </p>
    </>
  );
}
