import type { EngineClientOptions } from '@aisle/worker';
import { createWorker } from './createWorker.js';
import { checkWorker } from './workerIntegrity.js';

/** How the engine's client creates its worker. */
export type WorkerSource = Pick<EngineClientOptions, 'checkWorker' | 'createWorker' | 'workerUrl'>;

/**
 * The worker from a file.
 *
 * @param integrity `sha384-…` hash. Without it, the file is not verified.
 * @param integrityUrl URL of the file with that hash
 */
export const workerFile = (url: string, integrity?: string, integrityUrl = url): WorkerSource => ({
  createWorker: () => createWorker(url),
  workerUrl: url,
  checkWorker: integrity ? () => checkWorker(integrityUrl, integrity) : undefined,
});
