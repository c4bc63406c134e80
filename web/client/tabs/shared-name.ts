/**
 * Names a connection by the service's address and by who asks: tabs in which different people are signed in must not
 * share one. Two tokens of the same person, issued at different times, are the same; of an API key a digest is taken.
 */
export async function sharedName(baseUrl: string, token: string | undefined): Promise<string> {
  const identity = token === undefined ? 'nobody' : await digest(JSON.stringify(lastingClaims(token) ?? token));
  return `pressroom/1 ${baseUrl} ${identity}`;
}

const PASSING_CLAIMS = ['exp', 'iat', 'nbf', 'jti', 'auth_time', 'nonce'];

/** What a JSON Web Token says of its owner; null for any other token. It is only compared: the service verifies it. */
function lastingClaims(token: string): [string, unknown][] | null {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  if (payload === undefined) return null;
  try {
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
    return Object.entries(claims)
      .filter(([name]) => !PASSING_CLAIMS.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  } catch {
    return null;
  }
}

/** Where there are locks there is a secure context, and so `crypto.subtle`. */
async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
