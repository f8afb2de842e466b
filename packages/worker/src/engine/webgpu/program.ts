import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program.js';

/** What a program of ours has to say; the rest of tfjs's interface is the same for all of them. */
export interface ProgramSpec {
  /** With it, the WGSL text is the same; tfjs keeps the compiled pipeline by it. */
  readonly key: string;
  /** Names of the input tensors, all of one axis: `array<f32>` or `array<i32>` by their dtype. The output is `result`. */
  readonly inputs: readonly string[];
  /** Names of i32 uniforms. */
  readonly uniforms: readonly string[];
  readonly workgroupSize: number;
  /** Declarations of module scope, and `fn main(index : i32)`. */
  readonly code: string;
}

/** tfjs changes a program while it runs it: a new one each time. */
export function webgpuProgram(
  { key, inputs, uniforms, workgroupSize, code }: ProgramSpec,
  outputLength: number,
  workgroups: number,
): WebGPUProgram {
  return {
    shaderKey: key,
    outputShape: [outputLength],
    variableNames: [...inputs],
    uniforms: uniforms.map((name) => `${name} : i32,`).join(' '),
    workgroupSize: [workgroupSize, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [workgroups, 1, 1],
    getUserCode: () => code,
  };
}
