import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';

/**
 * Compiles an AssemblyScript file, with the files beside it that it imports, to WebAssembly with SIMD. The caller
 * provides the memory. Deterministic.
 */
export async function compileAssembly(file: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd,bulk-memory'];
  const { error, stderr } = await asc.main([basename(file), '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name) => {
      const path = join(dirname(file), name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (_, contents) => void (binary = contents as Uint8Array),
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${file} does not compile: ${stderr.toString()}`);
  return binary;
}

/** An AssemblyScript entry file and the module that holds its binary. Paths are relative to the repository's root. */
export interface CompiledModule {
  readonly source: string;
  readonly compiled: string;
  readonly constant: string;
  /** Hex where the file is sent compressed: gzip finds in it what repeats, which base64 moves across its characters. */
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
    source: 'packages/worker/assembly/catalogue.ts',
    compiled: 'packages/worker/src/engine/wasm/catalogueBinary.ts',
    constant: 'CATALOGUE_HEX',
    encoding: 'hex',
  },
];

export function moduleText({ source, constant, encoding }: CompiledModule, binary: Uint8Array): string {
  const text = Buffer.from(binary).toString(encoding);
  const lines = text.match(/.{1,120}/g)!.map((line) => `  '${line}'`);
  return `/** ${source}, compiled by scripts/compileKernels.ts. */\nexport const ${constant} =\n${lines.join(' +\n')};\n`;
}
