import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { encodeLast, type Features, parameterSpecs, scoreItems, type TrainedModel } from '@aisle/model';
import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-web/wasm';
import type { Rival, RivalName } from '../engine/rival.js';
import { onnxModel } from './onnxModel.js';

/** bench/engine/latency.ts serves the binaries of the rivals here. */
const BINARIES = new URL('/rivals/', self.location.href).href;

/** Stock tfjs: its operations, one by one, over the full window. */
async function openTfjs(backend: string, { config, values }: TrainedModel): Promise<Rival> {
  setWasmPaths(BINARIES);
  // One thread, as in a usual page. The benchmark's page is cross-origin isolated for a finer clock, which allows threads.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs cannot start its ${backend} backend in this browser`);
  await tf.ready();
  const parameters = new Map(
    parameterSpecs(config).map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]),
  );
  // Transposed once: a product with a transposed argument is ten times slower in tfjs's WebAssembly.
  const columns = tf.transpose(parameters.get('item_embedding')!);
  const bias = parameters.get('item_bias')!;
  return {
    async score(features: Features, rows?: Int32Array) {
      const scores = tf.tidy(() => {
        const query = encodeLast(tf, config, parameters, [features]);
        return rows ? scoreItems(tf, parameters, query, rows) : tf.add(tf.matMul(query, columns), bias);
      });
      const found = (await scores.data()) as Float32Array;
      scores.dispose();
      return found;
    },
    dispose() {
      for (const tensor of [...parameters.values(), columns]) tensor.dispose();
      tf.removeBackend(backend);
    },
  };
}

/** ONNX Runtime Web in WebAssembly: the same network as one graph. */
async function openOrt(model: TrainedModel): Promise<Rival> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = BINARIES;
  const session = await ort.InferenceSession.create(onnxModel(model), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const column = (values: Int32Array) => new ort.Tensor('int32', values, [values.length]);
  const all = Int32Array.from({ length: model.config.itemCount + 1 }, (_, row) => row);
  return {
    async score(features: Features, rows?: Int32Array) {
      const { scores, listed } = await session.run(
        {
          item_rows: column(features.itemRows),
          type_indices: column(features.typeIndices),
          time_gap_buckets: column(features.timeGapBuckets),
          list_position_buckets: column(features.listPositionBuckets),
          ...(rows && { rows: column(rows) }),
          ...(!rows && { rows: column(all.subarray(0, 1)) }),
        },
        [rows ? 'listed' : 'scores'],
      );
      return ((rows ? listed : scores)!.data as Float32Array).slice();
    },
    dispose: () => void session.release(),
  };
}

export const openRival = (name: RivalName, model: TrainedModel): Promise<Rival> =>
  name === 'ort-wasm' ? openOrt(model) : openTfjs(name.slice('tfjs-'.length), model);
