/** Writes the modules that hold compiled AssemblyScript. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILED_MODULES, compileAssembly, moduleText } from './compileAssembly.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
for (const compiledModule of COMPILED_MODULES) {
  const binary = await compileAssembly(join(root, compiledModule.source));
  writeFileSync(join(root, compiledModule.compiled), moduleText(compiledModule, binary));
  console.log(`${compiledModule.compiled}: ${binary.length} bytes of WebAssembly`);
}
