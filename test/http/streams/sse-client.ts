/** A client that hides nothing: the frames of a stream as they come, for as long as they come. */
export interface SseClient {
  status: number;
  headers: Headers;
  frames: Frame[];
  /** The first frame that fits, also one that is already there. Rejects when the stream ends without one. */
  until(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** Resolves when the server has closed the stream. */
  closed: Promise<void>;
  close(): void;
}

export interface Frame {
  id?: string;
  event?: string;
  retry?: string;
  comment?: string;
  data?: unknown;
}

export async function openStream(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const tell = (): void => waiting.forEach((look) => look());
  let isClosed = false;
  const closed = readFrames(response, (frame) => {
    frames.push(frame);
    tell();
  }).finally(() => {
    isClosed = true;
    tell();
  });
  closed.catch(() => {});
  return {
    status: response.status,
    headers: response.headers,
    frames,
    closed,
    close: () => abort.abort(),
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = frames.find(fits);
          if (!found && !isClosed) return;
          waiting.delete(look);
          if (found) resolve(found);
          else reject(new Error(`The stream ended after ${JSON.stringify(frames.at(-1))}`));
        };
        waiting.add(look);
        look();
      }),
  };
}

export const isEvent = (event: string) => (frame: Frame) => frame.event === event;

/** The seqs of the stored events among the frames. */
export function seqsOf(frames: Frame[]): number[] {
  return frames.flatMap(({ id, data }) => (id === undefined ? [] : [(data as { seq: number }).seq]));
}

async function readFrames(response: Response, onFrame: (frame: Frame) => void): Promise<void> {
  if (!response.body) return;
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    parts.forEach((part) => onFrame(parseFrame(part)));
  }
}

function parseFrame(text: string): Frame {
  const frame: Frame = {};
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
    if (name === '') frame.comment = value;
    else if (name === 'data') frame.data = JSON.parse(value);
    else frame[name as 'id' | 'event' | 'retry'] = value;
  }
  return frame;
}
