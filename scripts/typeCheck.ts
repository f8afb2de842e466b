import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/**
 * Every tsconfig.json of the workspace: each names the environment that its folder may use. What is installed apart is
 * checked there. Unit tests run in Node, whatever their package may use: they are a project of their own.
 */
function findProjects(root: string): string[] {
  const children = ['packages', 'examples'].flatMap((folder) => {
    const path = join(root, folder);
    return existsSync(path)
      ? readdirSync(path)
          .map((name) => join(path, name))
          .filter((child) => !existsSync(join(child, 'pnpm-workspace.yaml')))
      : [];
  });
  const folders = [...children, join(root, 'test'), join(root, 'scripts'), join(root, 'bench')]
    .map((folder) => join(folder, 'tsconfig.json'))
    .filter((path) => existsSync(path));
  return [...folders, join(root, 'tsconfig.tests.json')];
}

/** By version 7, which takes a quarter of the time; what works on types, such as their bundling, still needs version 6. */
function checkProject(project: string, root: string): Promise<{ clean: boolean; output: string }> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript-7/package.json')), 'bin', 'tsc');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [compiler, '--noEmit', '-p', project], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ clean: false, output: error.message }));
    child.on('close', (exitCode) => resolve({ clean: exitCode === 0, output }));
  });
}

/** Checks every project, `parallel` at a time, and prints what the compiler says; true when all are clean. */
export async function typeCheck(root: string, parallel: number): Promise<boolean> {
  const waiting = findProjects(root);
  let clean = true;
  const checkNext = async (): Promise<void> => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
      const result = await checkProject(project, root);
      clean &&= result.clean;
      if (result.clean) console.log(`${relative(root, project)}: clean`);
      else console.log(`${relative(root, project)}: FAILED\n${result.output.trimEnd()}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, checkNext));
  return clean;
}
