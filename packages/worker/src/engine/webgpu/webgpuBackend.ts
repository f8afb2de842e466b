import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import { env } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.js';
import { WebgpuScorer } from './webgpuScorer.js';

/** More than the dispatches of a request, so that tfjs sends all of them and the copy of the result in one submit. */
const DISPATCHES_PER_SUBMIT = 64;

/** Requests the adapter's limits, because an item matrix of a million items exceeds the default binding size. */
const LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;

/** Opens tfjs's device and tensors without its kernels, which halves the bytes. Rejects without an adapter or device. */
export async function openWebgpuBackend(): Promise<Backend> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('no adapter');
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', DISPATCHES_PER_SUBMIT);
  const backend = new WebGPUBackend(device, adapter.info);
  // Older browsers lack `adapter.info`.
  const { vendor, architecture } = (adapter.info as GPUAdapterInfo | undefined) ?? {};
  return {
    tier: 'webgpu',
    adapter: [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter',
    lost: device.lost.then(({ message }) => message),
    open: (release) => WebgpuScorer.open(release, backend),
    close: () => device.destroy(),
  };
}
