/**
 * The body of a cached response. Any script of the origin can write into the cache, so a body above the expected size is
 * not read.
 */
export async function cachedBytes(response: Response | undefined, maxBytes: number): Promise<Uint8Array | undefined> {
  const body = await response?.blob();
  return body && body.size <= maxBytes ? new Uint8Array(await body.arrayBuffer()) : undefined;
}
