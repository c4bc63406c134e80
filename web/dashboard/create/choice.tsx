import { useId } from 'react';

/** One of a few, by its place. */
export function Choice({
  word,
  options,
  at,
  onChoose,
}: {
  word: string;
  options: readonly string[];
  at: number;
  onChoose: (at: number) => void;
}) {
  const id = useId();
  return (
    <div className="row wrap">
      <label htmlFor={id} className="small" style={{ fontWeight: 560 }}>
        {word}
      </label>
      <select
        id={id}
        className="input"
        style={{ width: 'auto' }}
        value={at}
        onChange={(event) => onChoose(Number(event.target.value))}
      >
        {options.map((option, index) => (
          <option key={option} value={index}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}
