/**
 * Sends one answer, without cookies, referrer or redirects. `text/plain` needs no preflight, which would be a second
 * request. An answer that does not arrive is lost.
 */
export async function sendReport(endpoint: string, body: string): Promise<void> {
  try {
    await fetch(endpoint, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
      keepalive: true,
    });
  } catch {
    // The endpoint is down, or does not allow this page to read its reply.
  }
}
