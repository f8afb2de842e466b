/** Resolves when no microtask is left: everything that waits for nothing else has happened. */
export const microtasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
