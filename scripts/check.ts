import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { typeCheck } from './typeCheck.js';

const clean = await typeCheck(dirname(dirname(fileURLToPath(import.meta.url))), cpus().length);
process.exitCode = clean ? 0 : 1;
