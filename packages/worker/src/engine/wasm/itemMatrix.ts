import { type ItemMatrix, type ScoredRow, scoreRows, topOfRows } from '@aisle/model';
import { SCAN_KERNEL_HEX } from './scanKernelBinary.js';

/** The exports of assembly/scanKernel.ts. Pointers are byte offsets into `wasmMemory`. */
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

/** The maximum number of candidates of a scan. A query has some dozens; if there are more, all rows are scored exactly. */
const MAX_FOUND = 8192;
/** For more results than this, all rows are scored exactly. */
export const MAX_SCAN_RESULTS = 1024;
const PAGE_BYTES = 65_536;
const MAX_INT32 = 2 ** 31 - 1;
const MAX_INT16 = 2 ** 15 - 1;
/** Four float32 roundings in an approximate score and one in an exact score, each at most 2^-24; rounded up. */
const FLOAT_ERROR = 2 ** -21;

const align = (bytes: number, to: number) => Math.ceil(bytes / to) * to;

/** Compiled once for each worker. Rejects if the worker file's content security policy lacks 'wasm-unsafe-eval'. */
let compiled: Promise<WebAssembly.Module> | undefined;
export function compileScanKernel(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(Uint8Array.from(SCAN_KERNEL_HEX.match(/../g)!, (byte) => parseInt(byte, 16)));
  return compiled;
}

/**
 * The item matrix in WebAssembly memory. A scan of int16 query and int8 items finds candidates for the highest scores.
 * `scoreRows` then scores the candidates exactly. The bound of the query's rounding error guarantees the same result as
 * exact scores of all items.
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
  /** The largest sum of an item's absolute values. It bounds the effect of the query's rounding errors. */
  readonly #largestSum: number;
  readonly #largestBias: number;
  readonly #items: ItemMatrix;

  /**
   * Moves the vectors of `items` into `wasmMemory` to hold them once, if their width is a multiple of 16.
   *
   * @throws RangeError if memory is insufficient
   * @throws TypeError for float32 vectors
   */
  constructor(module: WebAssembly.Module, items: ItemMatrix, width: number) {
    this.#items = items;
    const { vectors, scales, bias } = items;
    if (!(vectors instanceof Int8Array)) throw new TypeError('The items of this release are not int8.');
    const itemRows = bias.length;
    this.#stride = align(width, 16);
    this.#count = align(itemRows, 4);
    // Prevents overflow of int32 sums.
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
    // The padding row is never a result.
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
   * The k highest scores of all items, highest first. The result equals `topK` of `scoreRows`.
   *
   * @param query Float32 [width].
   * @param excluded Rows that must not be in the result.
   * @returns Undefined with too many candidates. Then score all rows.
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
    // An approximate score differs from the exact one by at most `error`, so the k highest lie within twice that margin.
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
    // The rows ascend, so equal scores are in row order.
    return topOfRows(rows, scoreRows(query, this.#items, rows), k);
  }
}
