import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd,bulk-memory'];

/**
 * Compiles an AssemblyScript file and its imports to WebAssembly with SIMD. The caller provides the memory. The result is
 * deterministic. The compiler runs in a child process, because it changes globals: it makes `Array.prototype.sort`
 * compare by `<`.
 *
 * @throws Error with the messages of the compiler
 */
export async function compileAssembly(file: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-assembly-'));
  const binary = join(folder, 'kernels.wasm');
  try {
    await promisify(execFile)(process.execPath, [COMPILER, basename(file), '--outFile', binary, ...FLAGS], {
      cwd: dirname(file),
    });
    return await readFile(binary);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An AssemblyScript entry file and the module that holds its binary. Paths are relative to the repository's root. */
export interface CompiledModule {
  readonly source: string;
  readonly compiled: string;
  readonly constant: string;
  /** Hex for files that are served compressed. gzip finds repeated bytes in hex, but not in base64, which shifts them. */
  readonly encoding: 'base64' | 'hex';
}

export const COMPILED_MODULES: readonly CompiledModule[] = [
  {
    source: 'packages/cli/assembly/trainingKernels.ts',
    compiled: 'packages/cli/src/trainingKernelsBinary.ts',
    constant: 'TRAINING_KERNELS_BASE64',
    encoding: 'base64',
  },
  {
    source: 'packages/worker/assembly/scanKernel.ts',
    compiled: 'packages/worker/src/engine/wasm/scanKernelBinary.ts',
    constant: 'SCAN_KERNEL_HEX',
    encoding: 'hex',
  },
];

export function moduleText({ source, constant, encoding }: CompiledModule, binary: Uint8Array): string {
  const text = Buffer.from(binary).toString(encoding);
  const lines = text.match(/.{1,120}/g)!.map((line) => `  '${line}'`);
  return `/** ${source}, compiled by scripts/compileKernels.ts. */\nexport const ${constant} =\n${lines.join(' +\n')};\n`;
}
