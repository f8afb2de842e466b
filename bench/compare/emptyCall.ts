import { wrap } from 'comlink';

const worker = wrap<{ empty(): void }>(new Worker('/bench/emptyWorker.js', { type: 'module' }));

/** A call of a worker that does nothing, and its reply. */
export const emptyCall = (): Promise<void> => worker.empty();
