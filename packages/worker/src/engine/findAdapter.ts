/** @returns null or undefined without WebGPU or an adapter, which is common */
export async function findAdapter(): Promise<GPUAdapter | null | undefined> {
  return navigator.gpu?.requestAdapter().catch(() => null);
}
