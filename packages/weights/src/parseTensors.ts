import type { Reader } from '@aisle/core';
import { MAX_RELEASE_BYTES } from './shard.js';
import type { TensorEntry } from './tensorEntry.js';

const MAX_TENSORS = 4096;

/** @param shardOf reads the index of a tensor's file */
export function parseTensors(reader: Reader, shardOf: (tensor: Reader) => number): TensorEntry[] {
  return reader.list(MAX_TENSORS).map((tensor) => parseTensor(tensor, shardOf(tensor)));
}

function parseTensor(reader: Reader, shard: number): TensorEntry {
  const place = {
    name: reader.field('name').text(/^[\w.]{1,100}$/, 'a tensor name'),
    shape: reader
      .field('shape')
      .list(4)
      .map((axis) => axis.whole(2 ** 31)),
    shard,
    byteOffset: reader.field('byteOffset').whole(MAX_RELEASE_BYTES),
  };
  const dtype = reader.field('dtype').oneOf('float32', 'int8');
  if (dtype === 'float32') return { ...place, dtype };
  return { ...place, dtype, scaleByteOffset: reader.field('scaleByteOffset').whole(MAX_RELEASE_BYTES) };
}
