import { itemTarget, parameterSpecs } from '@aisle/model';
import type { Dtype, SafeTensor, Safetensors } from '../safetensors/safetensors.js';
import { writeSafetensors } from '../safetensors/writeSafetensors.js';
import { DESCRIPTION_FIELD, NETWORK_FORMAT, NETWORK_VERSION } from './networkDescription.js';
import type { Network } from './readNetwork.js';

const FLOAT: Dtype = 'F32';

/** Writes a network as a safetensors file, as `trainer/aisle_trainer/export.py` does. */
export function writeNetwork({ config, itemsSha256, golden, values }: Network): Uint8Array {
  const { heads: _heads, ...sizes } = config;
  const description = {
    format: NETWORK_FORMAT,
    formatVersion: NETWORK_VERSION,
    config: { ...sizes, target: itemTarget(config) },
    itemsSha256,
    golden,
  };
  const tensors = parameterSpecs(config).map(({ name, shape }): [string, SafeTensor] => {
    const { buffer, byteOffset, byteLength } = values.get(name)!;
    return [name, { dtype: FLOAT, shape, bytes: new Uint8Array(buffer, byteOffset, byteLength) }];
  });
  const file: Safetensors = {
    metadata: new Map([[DESCRIPTION_FIELD, JSON.stringify(description)]]),
    tensors: new Map(tensors),
  };
  return writeSafetensors(file);
}
