import { parameterSpecs } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { encoderOffsets, stateSize } from './encodeProgram.js';

/** The tensors that stay on the GPU as long as the release. */
export interface ReleaseTensors {
  /** float32: the encoder's parameters, at `encoderOffsets`. */
  readonly weights: TensorInfo;
  /** int32 [(itemCount + 1) * width / 4]: four int8 values in each. */
  readonly items: TensorInfo;
  /** float32 [itemCount + 1] */
  readonly scales: TensorInfo;
  /** float32 [itemCount + 1] */
  readonly bias: TensorInfo;
  /** float32 [stateSize] */
  readonly state: TensorInfo;
}

/**
 * Checks that the programs can run the release on the device.
 *
 * @throws TypeError for items that are not int8. RangeError for a width that is not a multiple of 4, or an item matrix
 *   above the device's binding limit
 */
export function checkDeviceLimits({ config, items }: Release, { limits }: GPUDevice): void {
  const { vectors } = items;
  if (!(vectors instanceof Int8Array)) throw new TypeError('its items are not int8');
  if (config.width % 4 !== 0) throw new RangeError(`its width must be a multiple of 4, found ${config.width}`);
  const { maxStorageBufferBindingSize } = limits;
  if (vectors.byteLength > maxStorageBufferBindingSize) {
    throw new RangeError(
      `its item matrix takes ${vectors.byteLength} bytes, the device binds at most ${maxStorageBufferBindingSize}`,
    );
  }
}

/** Uploads a release that passed `checkDeviceLimits`. A failed allocation is reported to the device's error scopes only. */
export function uploadRelease({ config, items, values }: Release, backend: WebGPUBackend): ReleaseTensors {
  const { vectors, scales, bias } = items;
  const offsets = encoderOffsets(config);
  const weights = new Float32Array(offsets.size);
  for (const { name } of parameterSpecs(config)) {
    const at = offsets.at.get(name);
    if (at !== undefined) weights.set(values.get(name)!, at);
  }
  const upload = (data: Int32Array | Float32Array) => {
    const tensor = backend.makeTensorInfo([data.length], data instanceof Int32Array ? 'int32' : 'float32', data);
    backend.uploadToGPU(tensor.dataId);
    return tensor;
  };
  return {
    weights: upload(weights),
    items: upload(new Int32Array(vectors.buffer, vectors.byteOffset, vectors.byteLength / 4)),
    scales: upload(scales),
    bias: upload(bias),
    state: upload(new Float32Array(stateSize(config))),
  };
}

/** Frees the buffers at once. tfjs keeps the buffer of a disposed tensor for another tensor of the same size. */
export function destroyTensors(tensors: ReleaseTensors, backend: WebGPUBackend): void {
  for (const { dataId } of Object.values(tensors) as TensorInfo[]) {
    (backend.tensorMap.get(dataId).resource as GPUBuffer).destroy();
    backend.tensorMap.delete(dataId);
  }
}
