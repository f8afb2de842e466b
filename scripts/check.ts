import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findUnused } from './findUnused.js';
import { runScript } from './runCommand.js';
import { typeCheck } from './typeCheck.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const typesClean = await typeCheck(root, cpus().length);
const importsClean = await runScript(root, 'imports');
const allUsed = await findUnused(root);
if (allUsed) console.log('unused files, exports and dependencies: none');
process.exitCode = typesClean && importsClean && allUsed ? 0 : 1;
