import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Looks for files, exports and dependencies that nothing uses (knip.jsonc names what is started otherwise) and prints them; true for none. */
export function findUnused(root: string): Promise<boolean> {
  const knip = join(root, 'node_modules/knip/bin/knip.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [knip, '--treat-config-hints-as-errors'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode === 0));
  });
}
