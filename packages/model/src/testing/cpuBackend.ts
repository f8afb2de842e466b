// The union package is imported for its side effects. It registers the gradients and the plain-JavaScript backend.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

/** Selects the plain-JavaScript backend of tfjs: float32 storage, no download, the same results on every machine. */
export async function useCpuBackend(): Promise<void> {
  // Without it, tfjs advertises its native package on standard error.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
}
