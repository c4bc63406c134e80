/** What the demo needs of the API, in plain HTTP. */
export interface Service {
  url: string;
  /** `Authorization`, when the service asks for credentials. */
  headers: Record<string, string>;
}

export interface JobRequest {
  type: string;
  title: string;
  input: object;
  tags: string[];
}

export async function createJob(service: Service, request: JobRequest): Promise<string> {
  const response = await fetch(`${service.url}/api/jobs`, {
    method: 'POST',
    headers: { ...service.headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(request),
  });
  const body = (await response.json()) as { id: string };
  if (response.status !== 202) throw new Error(`POST /api/jobs answered ${response.status}: ${JSON.stringify(body)}`);
  return body.id;
}

/** Follows the result's redirect to the file. */
export async function download(service: Service, jobId: string): Promise<{ fileName: string; bytes: Uint8Array }> {
  const response = await fetch(`${service.url}/api/jobs/${jobId}/result`, { headers: service.headers });
  if (!response.ok) throw new Error(`The result of job ${jobId} answered ${response.status}: ${await response.text()}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const fileName = decodeURIComponent(new URL(response.url).pathname.split('/').at(-1) ?? 'result');
  return { fileName, bytes };
}
