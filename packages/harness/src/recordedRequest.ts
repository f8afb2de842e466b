import type { IncomingMessage } from 'node:http';

/** A request as received, before any processing. */
export interface RecordedRequest {
  /** Includes 'CONNECT'. */
  readonly method: string;
  /** Absolute: 'http://localhost:8080/a?b=c'. For CONNECT, the target: 'example.com:443'. */
  readonly url: string;
  /** Names and values in their original order and letter case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The bytes of the body so far. Complete when the request has ended. */
  readonly body: Buffer;
  readonly timestampMs: number;
}

/** Adds the request to `requests` immediately, and its body as it arrives. An aborted request is recorded too. */
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
