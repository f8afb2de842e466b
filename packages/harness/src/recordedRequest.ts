import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire, before anything was made of it. */
export interface RecordedRequest {
  /** 'CONNECT' too. */
  readonly method: string;
  /** Absolute, 'http://localhost:8080/a?b=c'; for CONNECT the target, 'example.com:443'. */
  readonly url: string;
  /** Name and value as received, in their order and letter case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bytes of the body received so far; whole once the request has ended. */
  readonly body: Buffer;
  readonly timestampMs: number;
}

/** Adds the request to `requests` at once, so that one broken off half-way is seen too, and its body as it arrives. */
export function recordRequest(requests: RecordedRequest[], message: IncomingMessage, url: string): void {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    headers.push([message.rawHeaders[i] as string, message.rawHeaders[i + 1] as string]);
  }
  const recorded = { method: message.method ?? '', url, headers, body: Buffer.alloc(0), timestampMs: Date.now() };
  requests.push(recorded);
  message.on('data', (chunk: Buffer) => {
    recorded.body = Buffer.concat([recorded.body, chunk]);
  });
}
