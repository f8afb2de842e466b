/** Undefined for a value that JSON cannot express, such as a BigInt. */
export function attemptJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
