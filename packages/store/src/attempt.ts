/** undefined where `read` throws: any script of the origin may have written what it reads. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
