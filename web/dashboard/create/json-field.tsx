import { useState } from 'react';

/** A value as JSON; told on when it can be read. */
export function JsonField({
  id,
  value,
  onChange,
  rows = 6,
}: {
  id: string;
  value: unknown;
  onChange: (value: unknown) => void;
  rows?: number;
}) {
  const [text, setText] = useState(() => pretty(value));
  const fault = faultIn(text);
  const [told, setTold] = useState(value);
  if (told !== value) {
    setTold(value);
    if (fault === null && pretty(JSON.parse(text)) !== pretty(value)) setText(pretty(value)); // changed elsewhere
  }
  return (
    <>
      <textarea
        id={id}
        className="input json-field"
        rows={rows}
        spellCheck={false}
        value={text}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : `${id}-fault`}
        onChange={(event) => {
          setText(event.target.value);
          if (faultIn(event.target.value) === null) onChange(JSON.parse(event.target.value));
        }}
      />
      {fault !== null && (
        <p className="fault" id={`${id}-fault`}>
          This is no JSON yet: {fault}
        </p>
      )}
    </>
  );
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? 'null';
}

function faultIn(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
