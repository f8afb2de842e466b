import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sirv from 'sirv';
import { listenOnLoopback } from './listenOnLoopback.js';
import { type RecordedRequest, recordRequest } from './recordedRequest.js';
import { applyFileFault, faultFor, type ServerFaults } from './serverFault.js';

/** Files of `directory` are served under `urlPath`. The longest matching `urlPath` comes first. */
export interface StaticRoot {
  /** Begins and ends with '/'. */
  readonly urlPath: string;
  readonly directory: string;
}

/**
 * A worker that is started from a URL does not inherit the page's policy. With this policy it can reach its own origin
 * only. https://www.w3.org/TR/CSP3/#initialize-global-object-csp
 */
export const WORKER_CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

export interface StaticServerOptions {
  readonly roots: readonly StaticRoot[];
  /** Default 0: any free port. */
  readonly port?: number;
  /** Response headers of a file. They replace the server's own; an empty value removes a header. */
  readonly headers?: (urlPath: string) => Readonly<Record<string, string>>;
  readonly faults?: ServerFaults;
}

export interface StaticServer {
  /** 'http://localhost:PORT', a secure context. */
  readonly origin: string;
  /** All requests so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Closes open connections too. */
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string | number>>;

interface Folder extends StaticRoot {
  readonly serve: ReturnType<typeof sirv>;
}

/** The bytes under a name with a content hash, such as 'engine.0123abcd.js', never change. */
const isImmutable = (urlPath: string): boolean => /\.[0-9a-f]{8,}\.[^/]+$/.test(urlPath);

/** An ETag of the content. sirv's ETag has the time of the file, which differs between two builds of the same file. */
const contentTag = (file: string): string =>
  `W/"${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32)}"`;

/** sirv chooses the file, its type, its compressed copy and its range. */
const folderOf = ({ urlPath, directory }: StaticRoot): Folder => ({
  urlPath,
  directory,
  serve: sirv(directory, {
    dev: true,
    brotli: true,
    gzip: true,
    extensions: [],
    setHeaders: (response, path) => {
      if (!isImmutable(path)) response.setHeader('ETag', contentTag(join(directory, path)));
    },
  }),
});

function sendText(response: ServerResponse, status: number, text: string, headers: Headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache', ...headers });
  response.end(text);
}

/** The path without the query, decoded; undefined if it has malformed escapes. */
function decodedPath(requestUrl: string): string | undefined {
  try {
    return decodeURIComponent(requestUrl.split(/[?#]/, 1)[0]!);
  } catch {
    return undefined;
  }
}

function fileHeaders(urlPath: string): Headers {
  return {
    // It differs between two builds of the same file, as sirv's ETag does.
    'Last-Modified': '',
    'Cache-Control': isImmutable(urlPath) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(/^\/aisle\/.*\.m?js$/.test(urlPath) && { 'Content-Security-Policy': WORKER_CONTENT_SECURITY_POLICY }),
  };
}

/** Adds headers when the response begins. sirv's `setHeaders` cannot remove a header. */
function overrideHeaders(response: ServerResponse, ...overrides: readonly (Headers | undefined)[]): void {
  const writeHead = response.writeHead.bind(response) as (status: number) => ServerResponse;
  response.writeHead = ((status: number, headers: Headers = {}) => {
    for (const [name, value] of [headers, ...overrides].flatMap((source) => Object.entries(source ?? {}))) {
      if (value === '') response.removeHeader(name);
      else response.setHeader(name, value);
    }
    const etag = response.getHeader('ETag');
    if (status !== 200 || etag === undefined || response.req.headers['if-none-match'] !== etag)
      return writeHead(status);
    response.removeHeader('Content-Length');
    // Node ignores the body that sirv sends: https://nodejs.org/api/http.html#responsewritechunk-encoding-callback
    return writeHead(304);
  }) as typeof response.writeHead;
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  urlPath: string,
  folders: readonly Folder[],
): void {
  const path = request.url!.split(/[?#]/, 1)[0]!.replace(/\/$/, '/index.html');
  // Ranges count the bytes of the file, not those of a compressed copy.
  if (request.headers.range !== undefined) delete request.headers['accept-encoding'];
  // sirv would serve a compressed copy whose file is missing.
  const hasFile = ({ urlPath, directory }: Folder): boolean =>
    path.startsWith(urlPath) && existsSync(join(directory, decodeURI(path.slice(urlPath.length))));
  const matching = folders.filter(hasFile);
  const next = (): void => {
    const folder = matching.shift();
    if (folder === undefined) {
      sendText(response, 404, `Not found: ${urlPath}\n`);
      return;
    }
    request.url = path.slice(folder.urlPath.length - 1);
    folder.serve(request, response, next);
  };
  next();
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folders: readonly Folder[],
  { faults, headers }: StaticServerOptions,
): Promise<void> {
  const urlPath = decodedPath(request.url!);
  if (urlPath === undefined) return sendText(response, 400, 'Malformed escapes in the path\n');
  const fault = faultFor(faults, urlPath);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'redirect') return sendText(response, 302, `Moved to ${fault.to}\n`, { Location: fault.to });
  if (fault?.kind === 'status') return sendText(response, fault.status, `Fault: status ${fault.status}\n`);
  if (fault?.kind === 'body') {
    overrideHeaders(response, headers?.(urlPath));
    response.writeHead(200, { 'Content-Type': fault.contentType, 'Cache-Control': 'no-cache' });
    response.end(fault.body);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendText(response, 405, `This server takes GET and HEAD, not ${request.method}\n`, { Allow: 'GET, HEAD' });
  }
  overrideHeaders(response, fileHeaders(urlPath), headers?.(urlPath));
  applyFileFault(request, response, fault);
  sendFile(request, response, urlPath, folders);
}

/** Serves folders over HTTP on localhost. Throws Node's error if the port is taken. */
export async function startStaticServer(options: StaticServerOptions): Promise<StaticServer> {
  const requests: RecordedRequest[] = [];
  const folders = options.roots.map(folderOf).sort((a, b) => b.urlPath.length - a.urlPath.length);
  const server = createServer((request, response) => {
    recordRequest(requests, request, `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
    answer(request, response, folders, options).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendText(response, 500, `${String(error)}\n`);
    });
  });
  const { port, close } = await listenOnLoopback(server, options.port ?? 0);
  return { origin: `http://localhost:${port}`, requests, close };
}
