import type { ProgramSpec } from './program.js';

/** Rows that a workgroup scores and sorts: 8 kB of the 16 kB of workgroup memory that every device has. */
export const BLOCK = 1024;
const THREADS = 256;
/** Fewer than half a block, so that every merge makes fewer of many. */
export const MAX_RESULTS = 128;
/** The score of no item. */
export const NO_SCORE = -3e38;

/** Four int8 at a time; a row begins at a multiple of four. */
const scoreOf = (width: number) => `
const WIDTH = ${width};
var<workgroup> query : array<f32, WIDTH>;
fn takeQuery() {
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

/** A bitonic sort (Batcher 1968) of a block by score, highest first, equal ones in row order; then its first k into `result`. */
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

/** Past every row, so that it comes last among equals. */
const NO_ROW = 0x7fffffff;

/**
 * Scores the catalogue, a block a workgroup, and leaves the k best of each block. The blocks behind `uniforms.blocks`
 * score the rows of `listed` instead: int32 pairs of a row and what is added to its score (float32 bits). A row whose bit
 * is set in `hidden` is passed over by the others. `result` is int32 pairs of a row and its score (float32 bits).
 */
export function scoreTopProgram(width: number): ProgramSpec {
  return {
    key: `aisle-score-top-${width}`,
    inputs: ['state', 'items', 'scales', 'bias', 'hidden', 'listed'],
    uniforms: ['rows', 'blocks', 'listedCount', 'k'],
    workgroupSize: THREADS,
    code: `${scoreOf(width)}${SORT}
fn main(index : i32) {
  takeQuery();
  let block = i32(workgroupId.x);
  for (var i = i32(localIndex); i < ${BLOCK}; i += ${THREADS}) {
    var row = ${NO_ROW};
    var score = f32(${NO_SCORE});
    if (block < uniforms.blocks) {
      let own = block * ${BLOCK} + i;
      if (own < uniforms.rows && (hidden[own >> 5u] & (1 << u32(own & 31))) == 0) {
        row = own;
        score = scoreOf(own);
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

/** The k best of each block of what was found, as `scoreTopProgram` leaves it. */
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

/** float32 scores of the rows of `listed`, in their order. */
export function scoreListProgram(width: number): ProgramSpec {
  return {
    key: `aisle-score-list-${width}`,
    inputs: ['state', 'items', 'scales', 'bias', 'listed'],
    uniforms: ['listedCount'],
    workgroupSize: THREADS,
    code: `${scoreOf(width)}
fn main(index : i32) {
  takeQuery();
  let entry = i32(workgroupId.x) * ${THREADS} + i32(localIndex);
  if (entry < uniforms.listedCount) { result[entry] = scoreOf(listed[2 * entry]) + bitcast<f32>(listed[2 * entry + 1]); }
}
`,
  };
}
export const LIST_THREADS = THREADS;
