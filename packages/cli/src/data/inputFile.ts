import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AisleError } from '@aisle/core';
import { unreadableKind } from './unreadableKinds.js';

/** A file from the command line, and its option, for messages. */
export interface InputFile {
  readonly file: string;
  readonly option:
    | '--data'
    | '--catalogue'
    | '--test'
    | '--items'
    | '--counts'
    | '--order-items'
    | '--reports'
    | '--held-out'
    | '--orders';
}

/** Progress of reading a file, in bytes on disk (compressed, if the file is). */
export interface ReadProgress {
  readonly file: string;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** The rows of a chunk live together. Larger chunks outlive the young generation of the garbage collector: half as fast. */
const CHUNK_BYTES = 1 << 15;
const GZIP_MAGIC = [0x1f, 0x8b];
const startsWith = (bytes: Buffer, magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);

export function inputError(
  code: 'data-unreadable' | 'data-invalid',
  input: InputFile,
  found: string,
  advice: string,
  cause?: unknown,
): AisleError {
  return new AisleError(
    code,
    `Asked to read ${input.option} ${input.file}, found ${found}. ${advice}`,
    { ...input },
    cause,
  );
}

/** Opens a regular file. The caller closes it. @throws AisleError `data-unreadable` */
export async function openInputFile(input: InputFile): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(input.file);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw inputError('data-unreadable', input, 'no such file', 'Check the path.', thrown);
    throw inputError(
      'data-unreadable',
      input,
      `a file that cannot be opened (${message})`,
      'Check its permissions.',
      thrown,
    );
  }
  const stat = await handle.stat();
  if (stat.isFile()) return handle;
  await handle.close();
  throw inputError(
    'data-unreadable',
    input,
    stat.isDirectory() ? 'a directory' : 'something that is not a regular file',
    'Name one file.',
  );
}

/** Whether a file begins with these bytes. @throws AisleError as `openInputFile` does */
export async function hasFirstBytes(input: InputFile, magic: readonly number[]): Promise<boolean> {
  const handle = await openInputFile(input);
  try {
    const bytes = Buffer.alloc(magic.length);
    await handle.read(bytes, 0, magic.length, 0);
    return startsWith(bytes, magic);
  } finally {
    await handle.close();
  }
}

async function* rawBytes(
  handle: FileHandle,
  input: InputFile,
  onProgress?: (progress: ReadProgress) => void,
): AsyncGenerator<Buffer> {
  const { size: bytesTotal } = await handle.stat();
  let bytesRead = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK_BYTES })) {
    bytesRead += (chunk as Buffer).length;
    onProgress?.({ file: input.file, bytesRead, bytesTotal });
    yield chunk as Buffer;
  }
}

async function* gunzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const pumping = pipeline(source, gunzip);
  // The loop below throws the same error. Without this handler it would count as unhandled until then.
  pumping.catch(() => {});
  for await (const chunk of gunzip) yield chunk as Buffer;
  await pumping;
}

function readError(thrown: unknown, input: InputFile): AisleError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') {
    return inputError('data-unreadable', input, 'a truncated gzip file', 'Copy or download it again.', thrown);
  }
  if (code?.startsWith('Z_')) {
    return inputError(
      'data-unreadable',
      input,
      `a damaged gzip file (${message})`,
      'Copy or download it again.',
      thrown,
    );
  }
  return inputError(
    'data-unreadable',
    input,
    `a file that cannot be read (${message})`,
    'Check the disk and the file.',
    thrown,
  );
}

/**
 * The bytes of a file in chunks. They are decompressed if the first bytes (not the name) are those of gzip.
 *
 * @throws AisleError `data-unreadable` if it is an archive, a spreadsheet or the like, `data-invalid` if it is empty
 */
export async function* fileBytes(
  input: InputFile,
  onProgress?: (progress: ReadProgress) => void,
): AsyncGenerator<Buffer> {
  const handle = await openInputFile(input);
  try {
    const magic = Buffer.alloc(GZIP_MAGIC.length);
    await handle.read(magic, 0, magic.length, 0);
    const raw = rawBytes(handle, input, onProgress);
    let isFirst = true;
    for await (const chunk of startsWith(magic, GZIP_MAGIC) ? gunzipped(raw) : raw) {
      const kind = isFirst ? unreadableKind(chunk) : undefined;
      if (kind && kind.readAs !== input.option) throw inputError('data-unreadable', input, kind.found, kind.advice);
      isFirst = false;
      yield chunk;
    }
    if (isFirst) throw inputError('data-invalid', input, 'an empty file', 'Export the data again.');
  } catch (thrown) {
    throw thrown instanceof AisleError ? thrown : readError(thrown, input);
  } finally {
    await handle.close();
  }
}
