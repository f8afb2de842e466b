import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { listenOnLoopback } from './listenOnLoopback.js';
import { type RecordedRequest, recordRequest } from './recordedRequest.js';

export interface RecordingProxy {
  /** 'http://127.0.0.1:PORT', for `proxySettings` or launchBrowser's `proxyUrl`. */
  readonly url: string;
  /** All requests so far, forwarded or not, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Deletes the recorded requests. */
  clear(): void;
  close(): Promise<void>;
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1']);

/** Headers of a connection, not of the request. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set(['connection', 'proxy-connection', 'keep-alive', 'proxy-authorization', 'te', 'upgrade']);

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, i) => !HOP_BY_HOP.has((rawHeaders[i - (i % 2)] as string).toLowerCase()));
}

function forward(incoming: IncomingMessage, response: ServerResponse): void {
  const target = URL.canParse(incoming.url ?? '') ? new URL(incoming.url as string) : undefined;
  if (target?.protocol !== 'http:') {
    refuse(response, 400, 'A proxy takes absolute http URLs');
    return;
  }
  if (!LOCAL_HOSTS.has(target.hostname)) {
    refuse(response, 502, `This proxy forwards to localhost only, not to ${target.hostname}`);
    return;
  }
  const outgoing = httpRequest({
    host: target.hostname,
    port: target.port === '' ? 80 : Number(target.port),
    method: incoming.method,
    path: target.pathname + target.search,
    headers: forwardedHeaders(incoming.rawHeaders),
    agent: false,
  });
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, forwardedHeaders(answer.rawHeaders));
    answer.pipe(response);
    // The browser must see an incomplete body as incomplete. A clean end would hide the error, and no end would hang.
    answer.on('error', () => response.destroy());
  });
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `${target.host} did not answer: ${error.message}`);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** A tunnel to localhost, which Chromium opens for a WebSocket. The CONNECT is recorded, its content is not. */
function tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
  const target = /^(.+):(\d+)$/.exec(incoming.url ?? '');
  client.on('error', () => client.destroy());
  if (target === null || !LOCAL_HOSTS.has(target[1] as string)) {
    client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const origin = connect({ host: target[1] as string, port: Number(target[2]) }, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    origin.write(head);
    origin.pipe(client);
    client.pipe(origin);
  });
  origin.on('error', () => client.destroy());
  client.on('close', () => origin.destroy());
}

/**
 * An HTTP forward proxy outside the browser. It records the requests of all pages, workers and beacons. It forwards to
 * localhost and 127.0.0.1 only. A request to another host is answered with 502, a CONNECT with 403.
 */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const tunnels = new Set<Duplex>();
  const server = createServer((incoming, response) => {
    recordRequest(requests, incoming, incoming.url ?? '');
    forward(incoming, response);
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    recordRequest(requests, incoming, incoming.url ?? '');
    tunnels.add(client);
    client.on('close', () => tunnels.delete(client));
    tunnel(incoming, client, head);
  });
  const { port, close } = await listenOnLoopback(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    clear: () => void requests.splice(0),
    close: () => {
      // After CONNECT, the server does not close the connection: https://nodejs.org/api/http.html#event-connect
      for (const client of tunnels) client.destroy();
      return close();
    },
  };
}
