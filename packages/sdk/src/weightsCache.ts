/** Deletes the cached releases of the worker. @returns whether there were any */
export async function deleteWeightsCache(namespace: string): Promise<boolean> {
  try {
    return await caches.delete(`aisle-${namespace}`);
  } catch {
    // Cache Storage is missing or blocked on this page, so nothing was stored in it.
    return false;
  }
}
