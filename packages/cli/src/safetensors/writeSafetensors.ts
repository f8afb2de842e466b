import { BYTES_OF_DTYPE, LENGTH_BYTES, METADATA, type Safetensors } from './safetensors.js';

/** The header is filled with spaces, so that the tensors begin at a multiple of this. */
const ALIGNMENT = 8;

/**
 * Writes a safetensors file with the tensors in their order.
 *
 * @throws RangeError if a tensor's bytes do not fit its shape
 */
export function writeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const size = shape.reduce((product, axis) => product * axis, BYTES_OF_DTYPE[dtype]);
    if (bytes.length !== size) throw new RangeError(`${name}: expected ${size} bytes, found ${bytes.length}`);
    const begin = end;
    end += size;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const texts = metadata.size > 0 ? [[METADATA, Object.fromEntries(metadata)] as const] : [];
  // An object would move keys that are numbers to its front.
  const fields = [...texts, ...entries].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerBytes = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
