import { realpath, stat } from 'node:fs/promises';
import { extname, relative, isAbsolute, join, sep } from 'node:path';

/** Files of `directory` answer under `urlPath`; the longest `urlPath` that fits wins. */
export interface StaticRoot {
  /** Begins and ends with '/'. */
  readonly urlPath: string;
  readonly directory: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};

export function contentType(filePath: string): string {
  return CONTENT_TYPES[extname(filePath).toLowerCase()] ?? 'application/octet-stream';
}

/** True for a name with a content hash, such as 'engine.0123abcd.js': those bytes never change under that name. */
export function hasContentHash(filePath: string): boolean {
  return /\.[0-9a-f]{8,}\.[^/\\]+$/.test(filePath);
}

/**
 * The real path of the file that a decoded URL path names, undefined where there is none. A path
 * that leaves its root, by '..' or by a symbolic link, names nothing.
 */
export async function findStaticFile(roots: readonly StaticRoot[], urlPath: string): Promise<string | undefined> {
  if (urlPath.includes('\0')) return undefined;
  const fitting = roots.filter((root) => urlPath.startsWith(root.urlPath));
  for (const root of fitting.sort((a, b) => b.urlPath.length - a.urlPath.length)) {
    const rest = urlPath.slice(root.urlPath.length);
    const wanted = join(root.directory, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest);
    const file = await realpath(wanted).catch(() => undefined);
    if (file === undefined || !(await stat(file)).isFile()) continue;
    const inside = relative(await realpath(root.directory), file);
    if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) return file;
  }
  return undefined;
}
