/** @returns nothing where WebGPU is missing or has no adapter, which is the normal case on many machines */
export async function findAdapter(): Promise<GPUAdapter | null | undefined> {
  return navigator.gpu?.requestAdapter().catch(() => null);
}
