import { wrap } from 'comlink';

const worker = wrap<{ empty(): void }>(new Worker('/bench/emptyWorker.js', { type: 'module' }));

/** Calls a worker that does nothing, and waits for its reply. */
export const emptyCall = (): Promise<void> => worker.empty();
