import type { ProgramSpec } from './program.js';

/** Rows that a workgroup scores and sorts. They take 8 kB of the 16 kB that WebGPU guarantees a workgroup. */
export const BLOCK = 1024;
const THREADS = 256;
/** Less than half a block, so that each merge reduces the number of candidates. A row needs up to 200 of them. */
export const MAX_RESULTS = 256;
/** Marks an empty entry. */
export const NO_SCORE = -3e38;

/** Reads four int8 at a time; each row starts at a multiple of four. */
const scoreOf = (width: number) => `
const WIDTH = ${width};
var<workgroup> query : array<f32, WIDTH>;
fn loadQuery() {
  for (var j = i32(localIndex); j < WIDTH; j += ${THREADS}) { query[j] = state[j]; }
  workgroupBarrier();
}
fn scoreOf(row : i32) -> f32 {
  var sum = 0.0;
  for (var j = 0; j < WIDTH; j += 4) {
    let four = items[(row * WIDTH + j) >> 2u];
    sum += query[j] * f32(extractBits(four, 0u, 8u)) + query[j + 1] * f32(extractBits(four, 8u, 8u))
      + query[j + 2] * f32(extractBits(four, 16u, 8u)) + query[j + 3] * f32(extractBits(four, 24u, 8u));
  }
  return sum * scales[row] + bias[row];
}
`;

/**
 * Bitonic sort of a block by score, highest first, equal scores in row order; writes the first k to `result`. Batcher
 * 1968, Sorting networks and their applications: https://doi.org/10.1145/1468075.1468121
 */
const SORT = `
var<workgroup> blockScores : array<f32, ${BLOCK}>;
var<workgroup> blockRows : array<i32, ${BLOCK}>;
fn precedes(a : i32, b : i32) -> bool {
  return blockScores[a] > blockScores[b] || (blockScores[a] == blockScores[b] && blockRows[a] < blockRows[b]);
}
fn writeBest(block : i32) {
  let t = i32(localIndex);
  workgroupBarrier();
  for (var size = 2; size <= ${BLOCK}; size *= 2) {
    for (var stride = size / 2; stride > 0; stride /= 2) {
      for (var pair = t; pair < ${BLOCK / 2}; pair += ${THREADS}) {
        let low = 2 * stride * (pair / stride) + pair % stride;
        let high = low + stride;
        if (precedes(high, low) == ((low & size) == 0)) {
          let score = blockScores[low];
          blockScores[low] = blockScores[high];
          blockScores[high] = score;
          let row = blockRows[low];
          blockRows[low] = blockRows[high];
          blockRows[high] = row;
        }
      }
      workgroupBarrier();
    }
  }
  for (var i = t; i < uniforms.k; i += ${THREADS}) {
    let at = 2 * (block * uniforms.k + i);
    result[at] = blockRows[i];
    result[at + 1] = bitcast<i32>(blockScores[i]);
  }
}
`;

/** Larger than every row, so that it sorts last among equal scores. */
const NO_ROW = 0x7fffffff;

/**
 * Scores all items, one block for each workgroup, and writes the k best of each block. Blocks from `uniforms.blocks` on
 * score the rows of `listed`: int32 pairs of a row and its history score (float32 bits). Earlier blocks skip rows whose
 * bit is set in `excluded`. `result` has int32 pairs of a row and its score (float32 bits).
 */
export function scoreTopProgram(width: number): ProgramSpec {
  return {
    key: `aisle-score-top-${width}`,
    inputs: ['state', 'items', 'scales', 'bias', 'excluded', 'listed'],
    uniforms: ['rows', 'blocks', 'listedCount', 'k'],
    workgroupSize: THREADS,
    code: `${scoreOf(width)}${SORT}
fn main(index : i32) {
  loadQuery();
  let block = i32(workgroupId.x);
  for (var i = i32(localIndex); i < ${BLOCK}; i += ${THREADS}) {
    var row = ${NO_ROW};
    var score = f32(${NO_SCORE});
    if (block < uniforms.blocks) {
      let item = block * ${BLOCK} + i;
      if (item < uniforms.rows && (excluded[item >> 5u] & (1 << u32(item & 31))) == 0) {
        row = item;
        score = scoreOf(item);
      }
    } else {
      let entry = (block - uniforms.blocks) * ${BLOCK} + i;
      if (entry < uniforms.listedCount) {
        row = listed[2 * entry];
        score = scoreOf(row) + bitcast<f32>(listed[2 * entry + 1]);
      }
    }
    blockRows[i] = row;
    blockScores[i] = score;
  }
  writeBest(block);
}
`,
  };
}

/** Merges results of `scoreTopProgram`: writes the k best of each block of them. */
export const MERGE_TOP_PROGRAM: ProgramSpec = {
  key: 'aisle-merge-top',
  inputs: ['found'],
  uniforms: ['foundCount', 'k'],
  workgroupSize: THREADS,
  code: `${SORT}
fn main(index : i32) {
  let block = i32(workgroupId.x);
  for (var i = i32(localIndex); i < ${BLOCK}; i += ${THREADS}) {
    let entry = block * ${BLOCK} + i;
    var row = ${NO_ROW};
    var score = f32(${NO_SCORE});
    if (entry < uniforms.foundCount) {
      row = found[2 * entry];
      score = bitcast<f32>(found[2 * entry + 1]);
    }
    blockRows[i] = row;
    blockScores[i] = score;
  }
  writeBest(block);
}
`,
};

/** Writes float32 scores of the rows of `listed`, in the same order. */
export function scoreListProgram(width: number): ProgramSpec {
  return {
    key: `aisle-score-list-${width}`,
    inputs: ['state', 'items', 'scales', 'bias', 'listed'],
    uniforms: ['listedCount'],
    workgroupSize: THREADS,
    code: `${scoreOf(width)}
fn main(index : i32) {
  loadQuery();
  let entry = i32(workgroupId.x) * ${THREADS} + i32(localIndex);
  if (entry < uniforms.listedCount) { result[entry] = scoreOf(listed[2 * entry]) + bitcast<f32>(listed[2 * entry + 1]); }
}
`,
  };
}
export const LIST_THREADS = THREADS;
