import { AisleError, Reader } from '@aisle/core';
import { duplicateKey } from './duplicateKey.js';
import {
  BYTES_OF_DTYPE,
  type Dtype,
  LENGTH_BYTES,
  METADATA,
  type SafeTensor,
  type Safetensors,
} from './safetensors.js';

/** The limit of the format's own library. A longer header is an attack on the JSON parser. */
const MAX_HEADER_BYTES = 100_000_000;
/** Above the number of axes and tensors of any model. */
const MAX_AXES = 16;

const DTYPES = Object.keys(BYTES_OF_DTYPE) as Dtype[];
const TENSOR_FIELDS = ['dtype', 'shape', 'data_offsets'];

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file. It accepts only files in which every byte has one meaning: no key occurs twice, and the
 * tensors fill the space after the header without gaps or overlaps.
 *
 * @param file name for messages
 * @returns tensors that share the memory of `bytes`
 * @throws AisleError `data-invalid`
 */
export function readSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const headerText = readHeaderText(bytes, file);
  const header = parseHeader(headerText.text, file);
  const root = Reader.open(header, file, 'data-invalid');
  const metadata = new Map<string, string>();
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    const reader: Reader = root.field(name);
    if (!isPlainObject(value)) reader.refuse('an object');
    if (name !== METADATA) entries.push(parseEntry(name, reader, Object.keys(value)));
    else for (const key of Object.keys(value)) metadata.set(key, reader.field(key).text(/^/, 'a text'));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const data = bytes.subarray(headerText.end);
  checkSpace(entries, data.length, file);
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, SafeTensor] => [
    name,
    { dtype, shape, bytes: data.subarray(begin, end) },
  ]);
  return { metadata, tensors: new Map(tensors) };
}

function refuse(file: string, expected: string, found: string): never {
  throw new AisleError('data-invalid', `${file}: expected ${expected}, found ${found}. Write the file again.`, {
    file,
  });
}

function readHeaderText(bytes: Uint8Array, file: string): { text: string; end: number } {
  if (bytes.length < LENGTH_BYTES) refuse(file, `at least ${LENGTH_BYTES} bytes`, `${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES);
  if (length > most) refuse(file, `a header of at most ${most} bytes`, `a length of ${length}`);
  const end = LENGTH_BYTES + Number(length);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, end));
    return { text, end };
  } catch {
    return refuse(file, 'a header in UTF-8', 'other bytes');
  }
}

function parseHeader(text: string, file: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    // Reported below.
  }
  // The format has no space before the header, only after it.
  if (!isPlainObject(header) || !text.startsWith('{'))
    refuse(file, 'a JSON object as header', `"${text.slice(0, 40)}"`);
  const twice = duplicateKey(text);
  if (twice !== undefined) refuse(file, 'each key of the header once', `${JSON.stringify(twice)} twice`);
  return header;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseEntry(name: string, reader: Reader, fields: readonly string[]): Entry {
  if (fields.some((field) => !TENSOR_FIELDS.includes(field))) reader.refuse(`only ${TENSOR_FIELDS.join(', ')}`);
  const dtype = reader.field('dtype').oneOf(...DTYPES);
  const shape = reader
    .field('shape')
    .list(MAX_AXES)
    .map((axis) => axis.whole(Number.MAX_SAFE_INTEGER));
  const offsets = reader.field('data_offsets');
  const [begin, end] = offsets.list(2, 2).map((offset) => offset.whole(Number.MAX_SAFE_INTEGER)) as [number, number];
  const size = shape.reduce((product, axis) => product * axis, BYTES_OF_DTYPE[dtype]);
  if (end - begin !== size) offsets.refuse(`${size} bytes apart`);
  return { name, dtype, shape, begin, end };
}

/** @param entries in the order of their bytes */
function checkSpace(entries: readonly Entry[], dataBytes: number, file: string): void {
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled) refuse(file, `${name} at byte ${filled} after the header`, `${begin}`);
    filled = end;
  }
  if (filled !== dataBytes) refuse(file, `${filled} bytes of tensors`, `${dataBytes}`);
}
