import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Backend } from './backend.js';
import { tensorLibrary } from './tensorLibrary.js';

/** Starts tfjs on WebGPU, afresh if it ran before and its device was lost. */
export async function openWebgpuBackend(): Promise<Backend> {
  // Some kernels compute small inputs on the CPU; one tier should compute in one place.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const factory = tf.findBackendFactory('webgpu');
  if (tf.getBackend() === 'webgpu') {
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', factory);
  }
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs found no usable WebGPU device');
  await tf.ready();
  const { device } = tf.backend() as WebGPUBackend;
  const { vendor, architecture } = device.adapterInfo;
  return {
    tier: 'webgpu',
    adapter: [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter',
    library: tensorLibrary,
    lost: device.lost.then(({ message }) => message),
    close: () => tf.removeBackend('webgpu'),
  };
}
