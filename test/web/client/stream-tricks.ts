/** Ways to send requests that go wrong just where a test wants them to. */

const isStream = (init?: RequestInit): boolean =>
  ((init?.headers ?? {}) as Record<string, string>).Accept === 'text/event-stream';

/** As behind a proxy that holds back what does not end. */
export const holdStreams: typeof fetch = (url, init) =>
  isStream(init)
    ? new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('given up'))))
    : fetch(url, init);

/** Streams are opened only while the gate is open. */
export function gatedStreams(send: typeof fetch = fetch): { fetch: typeof fetch; shut(): void; open(): void } {
  let gate = Promise.resolve();
  let open = (): void => {};
  return {
    fetch: async (url, init) => {
      if (isStream(init)) await gate;
      return send(url, init);
    },
    shut: () => void (gate = new Promise((resolve) => (open = resolve))),
    open: () => open(),
  };
}

/** Streams from which the events with this seq are missing. */
export function streamsWithout(seq: number): typeof fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (!isStream(init) || !response.body) return response;
    let text = '';
    const drop = new TransformStream<string, string>({
      transform(chunk, controller) {
        text += chunk;
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        frames
          .filter((frame) => !frame.includes(`{"seq":${seq},`))
          .forEach((frame) => controller.enqueue(`${frame}\n\n`));
      },
    });
    const body = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(drop)
      .pipeThrough(new TextEncoderStream());
    return new Response(body, response);
  };
}

/** The service of these tests takes no tokens. */
export const withoutToken: typeof fetch = (url, init = {}) => {
  const { Authorization: _, ...headers } = init.headers as Record<string, string>;
  return fetch(url, { ...init, headers });
};
