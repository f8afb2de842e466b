import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

/** Compiles one AssemblyScript file to WebAssembly with SIMD, on a memory that the caller brings. Deterministic. */
export async function compileAssembly(file: string): Promise<Uint8Array> {
  const source = readFileSync(file, 'utf8');
  let binary: Uint8Array | undefined;
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd,bulk-memory'];
  const { error, stderr } = await asc.main(['kernels.ts', '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name) => (name === 'kernels.ts' ? source : null),
    writeFile: (_, contents) => void (binary = contents as Uint8Array),
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${file} does not compile: ${stderr.toString()}`);
  return binary;
}

/** A source in AssemblyScript and the module that holds what it compiles to, both from the repository's root. */
export interface CompiledModule {
  readonly source: string;
  readonly compiled: string;
  readonly constant: string;
}

export const COMPILED_MODULES: readonly CompiledModule[] = [
  { source: 'packages/cli/assembly/trainingKernels.ts', compiled: 'packages/cli/src/trainingKernelsBinary.ts', constant: 'TRAINING_KERNELS_BASE64' },
  { source: 'packages/worker/assembly/catalogue.ts', compiled: 'packages/worker/src/engine/wasm/catalogueBinary.ts', constant: 'CATALOGUE_BASE64' },
];

export function moduleText({ source, constant }: CompiledModule, binary: Uint8Array): string {
  const lines = Buffer.from(binary).toString('base64').match(/.{1,120}/g)!.map((line) => `  '${line}'`);
  return `/** ${source}, compiled by scripts/compileKernels.ts. */\nexport const ${constant} =\n${lines.join(' +\n')};\n`;
}
