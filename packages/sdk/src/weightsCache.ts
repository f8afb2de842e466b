/** Deletes the releases that the worker keeps. @returns whether there were any */
export async function deleteWeightsCache(namespace: string): Promise<boolean> {
  try {
    return await caches.delete(`aisle-${namespace}`);
  } catch {
    // No Cache Storage here, or none that this page may touch: then nothing was kept in it either.
    return false;
  }
}
