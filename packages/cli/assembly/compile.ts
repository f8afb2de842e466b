import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Compiles the trainer's kernels. Deterministic: a test compares the result with src/trainingKernelsBinary.ts. */
export async function compileTrainingKernels(): Promise<Uint8Array> {
  const source = readFileSync(fileURLToPath(new URL('trainingKernels.ts', import.meta.url)), 'utf8');
  let binary: Uint8Array | undefined;
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd,bulk-memory'];
  const { error, stderr } = await asc.main(['trainingKernels.ts', '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name) => (name === 'trainingKernels.ts' ? source : null),
    writeFile: (_, contents) => void (binary = contents as Uint8Array),
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`The trainer's kernels do not compile: ${stderr.toString()}`);
  return binary;
}
