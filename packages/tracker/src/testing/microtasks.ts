/** Resolves when the queue of microtasks is empty. */
export const microtasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
