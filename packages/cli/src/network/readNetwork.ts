import { AisleError } from '@aisle/core';
import { parameterSpecs } from '@aisle/model';
import { readSafetensors } from '../safetensors/readSafetensors.js';
import { tensorValues } from '../safetensors/tensorValues.js';
import { DESCRIPTION_FIELD, type NetworkDescription, parseNetworkDescription } from './networkDescription.js';

export interface Network extends NetworkDescription {
  /** Float32, by parameter name, sizes as in `parameterSpecs(config)`. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

/**
 * Reads a trained network from a safetensors file. It has exactly the tensors that the config requires.
 *
 * @param file name for messages
 * @throws AisleError `data-invalid` for a damaged file, `weights-mismatch` for other tensors, `config-invalid`
 */
export function readNetwork(bytes: Uint8Array, file: string): Network {
  const { metadata, tensors } = readSafetensors(bytes, file);
  const description = parseNetworkDescription(metadata.get(DESCRIPTION_FIELD), file);
  const refuse = (name: string, expected: string, found: string): never => {
    const message = `${file}: ${name} must be ${expected}, found ${found}. Train with the config that the file has.`;
    throw new AisleError('weights-mismatch', message, { file, name });
  };
  const specs = parameterSpecs(description.config);
  const values = new Map<string, Float32Array>();
  for (const { name, shape } of specs) {
    const tensor = tensors.get(name);
    const found = tensor ? `${tensor.dtype} of the shape [${tensor.shape}]` : 'none';
    // I8 needs scales, which the format does not have.
    if (!tensor || tensor.dtype === 'I8' || tensor.shape.join() !== shape.join())
      return refuse(name, `F32, F16 or BF16 of the shape [${shape}]`, found);
    values.set(name, tensorValues(tensor));
  }
  for (const name of tensors.keys())
    if (!values.has(name)) refuse(name, 'absent', 'a tensor that the config does not have');
  return { ...description, values };
}
