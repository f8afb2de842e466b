import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program.js';

/** The variable part of Aisle's programs. The rest of tfjs's interface is constant. */
export interface ProgramSpec {
  /** The key of tfjs's pipeline cache. Programs with the same key must have the same WGSL text. */
  readonly key: string;
  /** Names of the input tensors of one axis: `array<f32>` or `array<i32>` by dtype. The output is `result`. */
  readonly inputs: readonly string[];
  /** Names of i32 uniforms. */
  readonly uniforms: readonly string[];
  readonly workgroupSize: number;
  /** WGSL: module-scope declarations and `fn main(index : i32)`. */
  readonly code: string;
}

/** Creates a program for one run, because tfjs modifies the object. */
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
