/** What goes wrong with one URL path, for as long as the fault is set. */
export type ServerFault =
  /** This status and a line of text. */
  | { readonly kind: 'status'; readonly status: number }
  /** The full Content-Length is promised, `bytes` are sent, then, after `lingerMs` (default 0), the connection drops. A browser may throw away what it had not handed on by then. */
  | { readonly kind: 'truncate'; readonly bytes: number; readonly lingerMs?: number }
  /** The lowest bit of the byte at `offset` is flipped; length and headers stay as they are. */
  | { readonly kind: 'alter'; readonly offset: number }
  /** Sends the browser to another URL. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** The whole file, whatever range was asked for. */
  | { readonly kind: 'no-range' }
  /** The right answer, this much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** No answer until the server closes. */
  | { readonly kind: 'hang' }
  /** Another body, with status 200. */
  | { readonly kind: 'body'; readonly body: string | Uint8Array; readonly contentType: string };

/** By URL path ('/aisle/manifest.json', decoded, without the query). Asked on every request, so it may change while the server runs. */
export type ServerFaults = ReadonlyMap<string, ServerFault> | ((urlPath: string) => ServerFault | undefined);

export function faultFor(faults: ServerFaults | undefined, urlPath: string): ServerFault | undefined {
  return typeof faults === 'function' ? faults(urlPath) : faults?.get(urlPath);
}
