import { type ItemMatrix, type ScoredRow, scoreRows, topOfRows } from '@aisle/model';
import { SCAN_KERNEL_HEX } from './scanKernelBinary.js';

/** What assembly/scanKernel.ts exports; pointers are byte offsets into the memory. */
interface Kernels {
  scan(
    query: number,
    rows: number,
    scales: number,
    bias: number,
    count: number,
    stride: number,
    step: number,
    k: number,
    margin: number,
    heap: number,
    foundRows: number,
    foundScores: number,
    capacity: number,
  ): number;
}

/** Near scores that are kept for being scored again. A query's near ties are some dozens; where they do not fit, every row is scored. */
const MAX_FOUND = 8192;
/** A larger request is served by scoring everything. */
export const MAX_SCAN_RESULTS = 1024;
const PAGE_BYTES = 65_536;
const MAX_INT32 = 2 ** 31 - 1;
const MAX_INT16 = 2 ** 15 - 1;
/** Four roundings of float32 in a near score, one in an exact one, each half a unit of 2^-23; rounded up. */
const FLOAT_ERROR = 2 ** -21;

const align = (bytes: number, to: number) => Math.ceil(bytes / to) * to;

/** Compiled once in a worker's life. Rejects where the policy that the worker file is served with has no 'wasm-unsafe-eval'. */
let compiled: Promise<WebAssembly.Module> | undefined;
export function compileScanKernel(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(Uint8Array.from(SCAN_KERNEL_HEX.match(/../g)!, (byte) => parseInt(byte, 16)));
  return compiled;
}

/**
 * The catalogue in WebAssembly's memory: finds what scores highest by sums of int16 and int8 products, four items at a
 * time, then scores what it found as `scoreRows` does. The rounding of the query is bounded, so that the answer is that
 * of scoring everything, to the last bit.
 */
export class WasmItemMatrix {
  readonly #kernels: Kernels;
  readonly #offsets: Readonly<
    Record<'query' | 'heap' | 'foundRows' | 'foundScores' | 'scales' | 'bias' | 'rows', number>
  >;
  readonly #wasmMemory: WebAssembly.Memory;
  readonly #stride: number;
  readonly #count: number;
  readonly #levels: number;
  /** The largest sum of an item's absolute values, which bounds what an error in each value of the query can add up to. */
  readonly #largestSum: number;
  readonly #largestBias: number;
  readonly #items: ItemMatrix;

  /**
   * Moves the vectors of `items` into this memory, where their width allows it, so that they are held once.
   *
   * @throws RangeError where there is no room for the table @throws TypeError for vectors of float32
   */
  constructor(module: WebAssembly.Module, items: ItemMatrix, width: number) {
    this.#items = items;
    const { vectors, scales, bias } = items;
    if (!(vectors instanceof Int8Array)) throw new TypeError('The items of this release are no int8.');
    const itemRows = bias.length;
    this.#stride = align(width, 16);
    this.#count = align(itemRows, 4);
    // So that no sum of products leaves int32.
    this.#levels = Math.min(MAX_INT16, Math.floor(MAX_INT32 / (128 * width)));
    let end = 0;
    const place = (bytes: number): number => {
      const start = end;
      end = align(start + bytes, 16);
      return start;
    };
    const query = place(2 * this.#stride);
    const heap = place(16 + 4 * MAX_SCAN_RESULTS) + 16;
    const [foundRows, foundScores] = [place(4 * MAX_FOUND), place(4 * MAX_FOUND)];
    const [scalesAt, biasAt, rows] = [
      place(4 * this.#count),
      place(4 * this.#count),
      place(this.#count * this.#stride),
    ];
    this.#offsets = { query, heap, foundRows, foundScores, scales: scalesAt, bias: biasAt, rows };
    const pages = Math.ceil(end / PAGE_BYTES);
    this.#wasmMemory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#kernels = new WebAssembly.Instance(module, { env: { memory: this.#wasmMemory } })
      .exports as unknown as Kernels;

    const table = new Int8Array(this.#wasmMemory.buffer, rows, this.#count * this.#stride);
    if (this.#stride === width) table.set(vectors);
    else
      for (let row = 0; row < itemRows; row++)
        table.set(vectors.subarray(row * width, (row + 1) * width), row * this.#stride);
    new Float32Array(this.#wasmMemory.buffer, scalesAt).set(scales);
    const biases = new Float32Array(this.#wasmMemory.buffer, biasAt, this.#count).fill(-Infinity);
    biases.set(bias);
    // The padding row is never an answer.
    biases[0] = -Infinity;
    if (this.#stride === width) items.vectors = table.subarray(0, vectors.length);

    let [largestSum, largestBias] = [0, 0];
    for (let row = 1; row < itemRows; row++) {
      let sum = 0;
      for (let j = row * width; j < (row + 1) * width; j++) sum += Math.abs(vectors[j]!);
      largestSum = Math.max(largestSum, sum * scales[row]!);
      largestBias = Math.max(largestBias, Math.abs(bias[row]!));
    }
    this.#largestSum = largestSum;
    this.#largestBias = largestBias;
  }

  /**
   * The k highest scores of the whole catalogue, highest first, as `topK` of `scoreRows` gives them.
   *
   * @param query float32 [width]
   * @param excluded rows that are no answers
   * @returns undefined where so many scores lie so near each other that it takes scoring everything
   */
  top(query: Float32Array, k: number, excluded: Iterable<number>): ScoredRow[] | undefined {
    if (k > MAX_SCAN_RESULTS) return undefined;
    if (k === 0) return [];
    const largest = query.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const step = largest / this.#levels || 1;
    const { buffer } = this.#wasmMemory;
    const rounded = new Int16Array(buffer, this.#offsets.query, this.#stride);
    query.forEach((value, j) => (rounded[j] = Math.round(value / step)));
    const error = (step / 2) * this.#largestSum + FLOAT_ERROR * (largest * this.#largestSum + this.#largestBias);
    const biases = new Float32Array(buffer, this.#offsets.bias, this.#count);
    const excludedRows = [...new Set(excluded)];
    for (const row of excludedRows) biases[row] = -Infinity;
    const at = this.#offsets;
    // A score that is among the k highest lies at most one error below its own near score, and the k-th near score one above.
    const found = this.#kernels.scan(
      at.query,
      at.rows,
      at.scales,
      at.bias,
      this.#count,
      this.#stride,
      step,
      k,
      2 * error,
      at.heap,
      at.foundRows,
      at.foundScores,
      MAX_FOUND,
    );
    for (const row of excludedRows) biases[row] = row === 0 ? -Infinity : this.#items.bias[row]!;
    if (found < 0) return undefined;
    const rows = new Int32Array(buffer, at.foundRows, found);
    // They are in row order, so that of equal scores the first rows are taken.
    return topOfRows(rows, scoreRows(query, this.#items, rows), k);
  }
}
