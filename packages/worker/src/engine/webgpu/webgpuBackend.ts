import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import { env } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.js';
import { WebgpuScorer } from './webgpuScorer.js';

/** More than the four dispatches of a request: all of them go to the GPU in one submit, with the copy of the answer. */
const DISPATCHES_PER_SUBMIT = 64;

/** The device as it is, not what a page may count on: a table of a million items needs more than the default binding. */
const LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;

/** tfjs's device and tensors, without its kernels: half the bytes. @throws where there is no adapter, or no device of it */
export async function openWebgpuBackend(): Promise<Backend> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('no adapter');
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', DISPATCHES_PER_SUBMIT);
  const backend = new WebGPUBackend(device, adapter.info);
  // Older browsers tell nothing of an adapter.
  const { vendor, architecture } = (adapter.info as GPUAdapterInfo | undefined) ?? {};
  return {
    tier: 'webgpu',
    adapter: [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter',
    lost: device.lost.then(({ message }) => message),
    open: (release) => WebgpuScorer.open(release, backend),
    close: () => device.destroy(),
  };
}
