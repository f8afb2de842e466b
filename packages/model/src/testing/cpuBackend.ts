// The union package is imported for its effects: it registers the gradients and the plain-JavaScript backend.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

/** tfjs's plain-JavaScript backend: float32 storage, no download, the same on every machine. */
export async function useCpuBackend(): Promise<void> {
  // Keeps tfjs from advertising its native package on standard error.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
}
