/** Returns undefined if `read` throws: any script of the origin may have written the data. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
