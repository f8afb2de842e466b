import {
  type Action,
  contextLength,
  featurizeRange,
  type HistoryScores,
  historyScores,
  type ScoredRow,
  scoredRows,
  sumOfRow,
} from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Scorer } from '../scorer.js';
import { ACTION_FIELDS, encodeProgram } from './encodeProgram.js';
import { type ProgramSpec, webgpuProgram } from './program.js';
import { checkDeviceLimits, destroyTensors, type ReleaseTensors, uploadRelease } from './releaseTensors.js';
import {
  BLOCK,
  LIST_THREADS,
  MAX_RESULTS,
  MERGE_TOP_PROGRAM,
  NO_SCORE,
  scoreListProgram,
  scoreTopProgram,
} from './scorePrograms.js';

/**
 * A release on the GPU: Aisle's WGSL programs on tfjs's device and tensors. A request is one submit and one map of 8
 * bytes for each result. The submit has two or more dispatches: encode new actions, score and sort each block, merge the
 * blocks. Many items or results need further merges.
 */
export class WebgpuScorer implements Scorer {
  readonly tier = 'webgpu';
  readonly maxResults = MAX_RESULTS;
  readonly #encode: ProgramSpec;
  readonly #scoreTop: ProgramSpec;
  readonly #scoreList: ProgramSpec;
  #actions: readonly Action[] | undefined;
  /** Index in `#actions` of the action at window index 0. */
  #start = 0;
  #encodedCount = 0;
  #historyScores: HistoryScores | undefined;
  readonly #backend: WebGPUBackend;
  readonly #tensors: ReleaseTensors;

  private constructor(
    readonly release: Release,
    backend: WebGPUBackend,
    tensors: ReleaseTensors,
  ) {
    this.#backend = backend;
    this.#tensors = tensors;
    const { config } = release;
    this.#encode = encodeProgram(config);
    this.#scoreTop = scoreTopProgram(config.width);
    this.#scoreList = scoreListProgram(config.width);
  }

  /** @throws as `checkDeviceLimits` does; Error where memory runs out or a program does not compile */
  static async open(release: Release, backend: WebGPUBackend): Promise<WebgpuScorer> {
    const { device } = backend;
    checkDeviceLimits(release, device);
    // WebGPU reports failed allocations and shaders to error scopes only: https://gpuweb.github.io/gpuweb/#error-scopes
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    const scorer = new WebgpuScorer(release, backend, uploadRelease(release, backend));
    // Compiles the programs now, so that the first request does not wait for it.
    const warmUpActions: readonly Action[] = [{ itemRow: 1, typeIndex: 0, timestampMs: 0 }];
    const answers = Promise.all([
      scorer.score(warmUpActions, Int32Array.of(1)),
      scorer.top(warmUpActions, 1, new Set()),
    ]);
    const problems = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
    const problem = problems.find((found) => found !== null);
    await answers.catch((cause: unknown) => {
      if (!problem) throw cause;
    });
    scorer.forget();
    if (!problem) return scorer;
    scorer.dispose();
    throw new Error(problem.message);
  }

  async score(actions: readonly Action[], rows: Int32Array): Promise<Float32Array> {
    this.#advance(actions);
    const { state, items, scales, bias } = this.#tensors;
    const listed = this.#list(rows);
    const scores = this.#run(
      this.#scoreList,
      [state, items, scales, bias, listed],
      rows.length,
      Math.ceil(rows.length / LIST_THREADS),
      [rows.length],
    );
    this.#backend.disposeData(listed.dataId);
    return (await this.#read(scores)) as Float32Array;
  }

  async top(actions: readonly Action[], k: number, excluded: ReadonlySet<number>): Promise<ScoredRow[]> {
    if (k === 0) return [];
    this.#advance(actions);
    const { state, items, scales, bias } = this.#tensors;
    const historyRows = Int32Array.from(scoredRows(this.#historyScores!)).filter((row) => !excluded.has(row));
    const excludedBits = this.#excludedBits([...excluded, ...historyRows]);
    const listed = this.#list(historyRows);
    const rows = this.release.items.bias.length;
    const blocks = Math.ceil(rows / BLOCK);
    const all = blocks + Math.ceil(historyRows.length / BLOCK);
    let found = this.#run(
      this.#scoreTop,
      [state, items, scales, bias, excludedBits, listed],
      2 * k * all,
      all,
      [rows, blocks, historyRows.length, k],
      'int32',
    );
    for (let count = k * all; count > k; ) {
      const merged = Math.ceil(count / BLOCK);
      const best = this.#run(MERGE_TOP_PROGRAM, [found], 2 * k * merged, merged, [count, k], 'int32');
      this.#backend.disposeData(found.dataId);
      found = best;
      count = k * merged;
    }
    for (const { dataId } of [excludedBits, listed]) this.#backend.disposeData(dataId);
    const pairs = (await this.#read(found)) as Int32Array;
    const scored = new Float32Array(pairs.buffer, pairs.byteOffset, pairs.length);
    return Array.from({ length: k }, (_, i) => ({ row: pairs[2 * i]!, score: scored[2 * i + 1]! })).filter(
      ({ score }) => score > NO_SCORE,
    );
  }

  /** Encodes new actions into the state. */
  #advance(actions: readonly Action[]): void {
    const { config } = this.release;
    if (actions !== this.#actions) {
      this.forget();
      this.#actions = actions;
      this.#start = this.#encodedCount = Math.max(0, actions.length - contextLength(config));
    }
    if (this.#historyScores && this.#encodedCount === actions.length) return;
    const { itemRows, typeIndices, timeGapBuckets, listPositionBuckets } = featurizeRange(
      actions,
      this.#encodedCount,
      actions.length,
      config,
    );
    const packed = new Int32Array(ACTION_FIELDS * itemRows.length);
    itemRows.forEach((row, i) =>
      packed.set([row, typeIndices[i]!, timeGapBuckets[i]!, listPositionBuckets[i]!], ACTION_FIELDS * i),
    );
    const input = this.#backend.makeTensorInfo([packed.length], 'int32', packed);
    const { weights, items, scales, state } = this.#tensors;
    this.#run(
      this.#encode,
      [input, weights, items, scales],
      state.shape[0]!,
      1,
      [this.#encodedCount - this.#start, itemRows.length],
      'float32',
      state,
    );
    this.#backend.disposeData(input.dataId);
    this.#encodedCount = actions.length;
    this.#historyScores = historyScores(config, this.release, actions);
  }

  /** Pairs of a row and its history score. The size is a power of 2, so that tfjs reuses buffers. */
  #list(rows: Int32Array): TensorInfo {
    const pairs = new Int32Array(2 * 2 ** Math.ceil(Math.log2(Math.max(32, rows.length))));
    const added = new Float32Array(pairs.buffer);
    rows.forEach((row, i) => {
      pairs[2 * i] = row;
      added[2 * i + 1] = sumOfRow(this.#historyScores!, row);
    });
    return this.#backend.makeTensorInfo([pairs.length], 'int32', pairs);
  }

  /** One bit for each row, set for excluded rows and the padding row. */
  #excludedBits(rows: readonly number[]): TensorInfo {
    const bits = new Int32Array(Math.ceil(this.release.items.bias.length / 32));
    bits[0] = 1;
    for (const row of rows) bits[row >> 5]! |= 1 << (row & 31);
    return this.#backend.makeTensorInfo([bits.length], 'int32', bits);
  }

  #run(
    spec: ProgramSpec,
    inputs: TensorInfo[],
    length: number,
    workgroups: number,
    uniforms: readonly number[],
    dtype: 'int32' | 'float32' = 'float32',
    output?: TensorInfo,
  ): TensorInfo {
    const values = uniforms.map((value) => ({ type: 'int32', data: [value] }));
    return this.#backend.runWebGPUProgram(webgpuProgram(spec, length, workgroups), inputs, dtype, values, output);
  }

  /** Submits the recorded commands and reads a tensor. */
  async #read(tensor: TensorInfo): Promise<Int32Array | Float32Array> {
    try {
      return (await this.#backend.read(tensor.dataId)) as Int32Array | Float32Array;
    } finally {
      this.#backend.disposeData(tensor.dataId);
    }
  }

  forget(): void {
    this.#actions = undefined;
    this.#historyScores = undefined;
  }

  dispose(): void {
    this.forget();
    destroyTensors(this.#tensors, this.#backend);
  }
}
