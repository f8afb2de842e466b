/** Writes packages/cli/src/trainingKernelsBinary.ts from packages/cli/assembly/trainingKernels.ts. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTrainingKernels } from '../packages/cli/assembly/compile.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const base64 = Buffer.from(await compileTrainingKernels()).toString('base64');
const lines = base64.match(/.{1,120}/g)!.map((line) => `  '${line}'`);
writeFileSync(
  join(root, 'packages/cli/src/trainingKernelsBinary.ts'),
  `/** assembly/trainingKernels.ts, compiled by scripts/compileTrainingKernels.ts. */\nexport const TRAINING_KERNELS_BASE64 =\n${lines.join(' +\n')};\n`,
);
