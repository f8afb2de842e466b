import type { IncomingMessage, ServerResponse } from 'node:http';

/** A fault of one URL path. It lasts for as long as it is set. */
export type ServerFault =
  /** Answers with this status and a line of text. */
  | { readonly kind: 'status'; readonly status: number }
  /**
   * Promises the full Content-Length, sends `bytes` of it and drops the connection after `lingerMs` (default 0).
   * A browser may discard received bytes that it has not passed on by then.
   */
  | { readonly kind: 'truncate'; readonly bytes: number; readonly lingerMs?: number }
  /** Flips the lowest bit of the byte at `offset` of the uncompressed file. */
  | { readonly kind: 'alter'; readonly offset: number }
  /** Redirects to another URL. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Sends the whole file for every range. */
  | { readonly kind: 'no-range' }
  /** Sends the correct response after `ms` milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Does not answer until the server closes. */
  | { readonly kind: 'hang' }
  /** Sends another body with status 200. */
  | { readonly kind: 'body'; readonly body: string | Uint8Array; readonly contentType: string };

/**
 * Faults by URL path: '/aisle/manifest.json', decoded, without the query. They are read on every request, so they may
 * change while the server runs.
 */
export type ServerFaults = ReadonlyMap<string, ServerFault> | ((urlPath: string) => ServerFault | undefined);

export function faultFor(faults: ServerFaults | undefined, urlPath: string): ServerFault | undefined {
  return typeof faults === 'function' ? faults(urlPath) : faults?.get(urlPath);
}

/** Changes a request and its response before a file server handles them, so that the file arrives with the fault. */
export function applyFileFault(
  request: IncomingMessage,
  response: ServerResponse,
  fault: ServerFault | undefined,
): void {
  if (fault?.kind === 'no-range') delete request.headers.range;
  if (fault?.kind !== 'alter' && fault?.kind !== 'truncate') return;
  // A 304 has no body that could have the fault.
  delete request.headers['if-none-match'];
  if (fault.kind === 'truncate') {
    truncateBody(response, fault.bytes, fault.lingerMs ?? 0);
  } else {
    // The offset counts the bytes of the file, not those of a compressed copy.
    delete request.headers['accept-encoding'];
    alterByte(response, fault.offset);
  }
}

function alterByte(response: ServerResponse, offset: number): void {
  const writeHead = response.writeHead.bind(response) as (status: number, headers: object) => ServerResponse;
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  let position = 0;
  response.writeHead = ((status: number, headers: Record<string, unknown> = {}) => {
    const range = headers['Content-Range'] ?? `bytes 0-0/${headers['Content-Length']}`;
    const [start, , length] = String(range).match(/\d+/g)!.map(Number);
    if (offset >= length!) throw new RangeError(`alter: offset ${offset} is outside a file of ${length} bytes`);
    position = start!;
    return writeHead(status, headers);
  }) as typeof response.writeHead;
  response.write = ((chunk: Buffer) => {
    const index = offset - position;
    position += chunk.length;
    if (index >= 0 && index < chunk.length) chunk[index]! ^= 1;
    return write(chunk);
  }) as typeof response.write;
}

function truncateBody(response: ServerResponse, bytes: number, lingerMs: number): void {
  const write = response.write.bind(response) as (chunk: Buffer, written?: () => void) => boolean;
  const drop = (): void => void setTimeout(() => response.destroy(), lingerMs);
  let remaining = bytes;
  let dropped = false;
  response.write = ((chunk: Buffer) => {
    if (dropped) return true;
    const part = chunk.subarray(0, remaining);
    remaining -= part.length;
    dropped = remaining === 0;
    return dropped ? write(part, drop) : write(part);
  }) as typeof response.write;
  // The file is shorter than `bytes`, or all bytes have been written.
  response.end = (() => {
    if (!dropped) drop();
    return response;
  }) as typeof response.end;
}
