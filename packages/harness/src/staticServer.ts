import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from './listenOnLoopback.js';
import { recordRequest, type RecordedRequest } from './recordedRequest.js';
import { faultFor, type ServerFault, type ServerFaults } from './serverFault.js';
import { contentType, findStaticFile, hasContentHash, type StaticRoot } from './staticFile.js';

/** A worker started from a URL does not inherit the page's policy: with this one of its own it can reach its own origin only. */
export const WORKER_CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

export interface StaticServerOptions {
  readonly roots: readonly StaticRoot[];
  /** Default 0: any free port. */
  readonly port?: number;
  /** Headers for a file beyond the server's own, which they override; an empty value takes a header away. */
  readonly headers?: (urlPath: string) => Readonly<Record<string, string>>;
  readonly faults?: ServerFaults;
}

export interface StaticServer {
  /** 'http://localhost:PORT', a secure context. */
  readonly origin: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Ends open connections too. */
  close(): Promise<void>;
}

function sendText(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache', ...headers });
  response.end(text);
}

/** The path without the query, decoded; undefined where the escapes are malformed. */
function decodedPath(requestUrl: string): string | undefined {
  try {
    return decodeURIComponent(requestUrl.split(/[?#]/, 1)[0] as string);
  } catch {
    return undefined;
  }
}

function alterByte(bytes: Buffer, offset: number): Buffer {
  const altered = Buffer.from(bytes);
  const value = altered[offset];
  if (value === undefined) throw new RangeError(`alter: offset ${offset} is outside a file of ${bytes.length} bytes`);
  altered[offset] = value ^ 1;
  return altered;
}

function fileHeaders(file: string, urlPath: string, bytes: Buffer, extra: StaticServerOptions['headers']): Headers {
  const headers = new Headers({ 'Content-Type': contentType(file), 'Content-Length': String(bytes.length) });
  if (hasContentHash(file)) headers.set('Cache-Control', 'public, max-age=31536000, immutable');
  else {
    headers.set('Cache-Control', 'no-cache');
    headers.set('ETag', `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`);
  }
  if (urlPath.startsWith('/aisle/') && /\.m?js$/.test(urlPath)) {
    headers.set('Content-Security-Policy', WORKER_CONTENT_SECURITY_POLICY);
  }
  return withExtra(headers, extra?.(urlPath));
}

function withExtra(headers: Headers, extra: Readonly<Record<string, string>> = {}): Headers {
  for (const [name, value] of Object.entries(extra)) {
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
  return headers;
}

const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

/** A compressed copy beside the file that the browser takes, as hosts serve them. */
async function findEncoding(file: string, accepted: string): Promise<(typeof ENCODINGS)[number] | undefined> {
  for (const encoding of ENCODINGS) {
    if (accepted.includes(encoding.name) && (await stat(file + encoding.suffix).catch(() => undefined)))
      return encoding;
  }
  return undefined;
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  urlPath: string,
  fault: ServerFault | undefined,
  options: StaticServerOptions,
): Promise<void> {
  const file = await findStaticFile(options.roots, urlPath);
  if (file === undefined) return sendText(response, 404, `Not found: ${urlPath}\n`);
  const range = fault?.kind === 'no-range' ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  // An altered file is altered in its own bytes, not in those of a copy.
  const encoding =
    range === undefined && fault?.kind !== 'alter'
      ? await findEncoding(file, request.headers['accept-encoding'] ?? '')
      : undefined;
  const stored = await readFile(encoding ? file + encoding.suffix : file);
  const whole = fault?.kind === 'alter' ? alterByte(stored, fault.offset) : stored;
  const start = Number(range ?? 0);
  if (range !== undefined && start >= whole.length)
    return sendText(response, 416, `${urlPath} has ${whole.length} bytes\n`, {
      'Content-Range': `bytes */${whole.length}`,
    });
  const bytes = whole.subarray(start);
  const headers = fileHeaders(file, urlPath, bytes, options.headers);
  if (encoding) headers.set('Content-Encoding', encoding.name);
  if (range !== undefined) headers.set('Content-Range', `bytes ${start}-${whole.length - 1}/${whole.length}`);
  const etag = headers.get('ETag');
  // Otherwise a browser that holds the file would never meet the broken connection.
  if (etag !== null && request.headers['if-none-match'] === etag && fault?.kind !== 'truncate') {
    headers.delete('Content-Length');
    response.writeHead(304, [...headers].flat());
    response.end();
    return;
  }
  response.writeHead(range === undefined ? 200 : 206, [...headers].flat());
  if (request.method === 'HEAD') response.end();
  else if (fault?.kind === 'truncate')
    response.write(bytes.subarray(0, fault.bytes), () => setTimeout(() => response.destroy(), fault.lingerMs ?? 0));
  else response.end(bytes);
}

async function answer(request: IncomingMessage, response: ServerResponse, options: StaticServerOptions): Promise<void> {
  const urlPath = decodedPath(request.url ?? '/');
  if (urlPath === undefined) return sendText(response, 400, 'Malformed escapes in the path\n');
  const fault = faultFor(options.faults, urlPath);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'redirect') return sendText(response, 302, `Moved to ${fault.to}\n`, { Location: fault.to });
  if (fault?.kind === 'status') return sendText(response, fault.status, `Fault: status ${fault.status}\n`);
  if (fault?.kind === 'body') {
    const headers = new Headers({ 'Content-Type': fault.contentType, 'Cache-Control': 'no-cache' });
    response.writeHead(200, [...withExtra(headers, options.headers?.(urlPath))].flat());
    response.end(fault.body);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendText(response, 405, `This server takes GET and HEAD, not ${request.method}\n`, { Allow: 'GET, HEAD' });
  }
  await sendFile(request, response, urlPath, fault, options);
}

/** Serves folders over real HTTP on localhost. Throws Node's own error where the port is taken. */
export async function startStaticServer(options: StaticServerOptions): Promise<StaticServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    recordRequest(requests, request, `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
    answer(request, response, options).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendText(response, 500, `${String(error)}\n`);
    });
  });
  const { port, close } = await listenOnLoopback(server, options.port ?? 0);
  return { origin: `http://localhost:${port}`, requests, close };
}
