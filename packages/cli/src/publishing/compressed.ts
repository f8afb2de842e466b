import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { writeAtomically } from '../releaseFiles.js';

const gzipAsync = promisify(zlib.gzip);
const brotliAsync = promisify(zlib.brotliCompress);

/** Endings of the copies that a server sends in place of a file to a browser that takes them. */
export const COMPRESSED_SUFFIXES = ['.gz', '.br'] as const;
/** Of weights, brotli 11 takes two and a half seconds a megabyte, level 9 one, for half a per cent more bytes: above this size that is minutes a publish. */
const LARGE_BYTES = 8 << 20;

const gzip = (bytes: Uint8Array): Promise<Uint8Array> => gzipAsync(bytes, { level: 9 });
export const gzipSize = async (bytes: Uint8Array): Promise<number> => (await gzip(bytes)).byteLength;

const brotli = (bytes: Uint8Array): Promise<Uint8Array> =>
  brotliAsync(bytes, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: bytes.byteLength > LARGE_BYTES ? 9 : 11,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  });

/**
 * Writes a file whose name stands for its content, after its compressed copies where those are smaller: a file that is
 * there has its copies. What is there already with this content is left alone.
 *
 * @returns whether it was written
 */
export async function writeImmutable(folder: string, name: string, bytes: Uint8Array): Promise<boolean> {
  const file = path.join(folder, name);
  if (existsSync(file) && Buffer.compare(await readFile(file), bytes) === 0) return false;
  for (const [i, copy] of (await Promise.all([gzip(bytes), brotli(bytes)])).entries()) {
    if (copy.byteLength < bytes.byteLength) await writeAtomically(`${file}${COMPRESSED_SUFFIXES[i]}`, copy);
  }
  await writeAtomically(file, bytes);
  return true;
}
