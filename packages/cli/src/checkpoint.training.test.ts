import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serialize } from 'node:v8';
import { type ModelConfig, rankingHead } from '@aisle/model';
import {
  DEFAULT_FIT,
  EventLogBuilder,
  type FitOptions,
  type FitState,
  fit,
  initialState,
  leaveOneOut,
} from '@aisle/model/train';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointFile, fingerprint } from './checkpoint.js';
import { useNodeBackend } from './nodeBackend.js';

beforeAll(useNodeBackend);

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'aisle-checkpoint-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 6,
  width: 8,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 8,
  windowLength: 4,
  heads: [rankingHead('next-item')],
};

function fitOptions(): FitOptions {
  const builder = new EventLogBuilder();
  for (let user = 0; user < 40; user++) {
    for (let t = 0; t < 4 + (user % 5); t++)
      builder.add(`u${user}`, `i${(user + t * (1 + (user % 2))) % 6}`, 'view_item');
  }
  const { training, validation } = leaveOneOut(builder.build(), 'next-item');
  return {
    ...DEFAULT_FIT,
    config,
    training,
    validation,
    maskHistory: false,
    epochs: 4,
    seed: 7,
    positionsPerBatch: 32,
    negativesPerBatch: 6,
  };
}

/** Trains until `lastEpoch`, then stops as if the process had ended. */
async function trainUntil(lastEpoch: number, state: FitState): Promise<FitState> {
  for await (const { epoch } of fit(fitOptions(), state)) if (epoch === lastEpoch) break;
  return state;
}

test('a run that resumes from a checkpoint gives bit-identical weights', async () => {
  const uninterrupted = await trainUntil(4, initialState(config, 7));
  const stopped = await trainUntil(2, initialState(config, 7));
  await new CheckpointFile(folder, 'run').write({ state: stopped, trainedMs: 1234 });
  const read = await new CheckpointFile(folder, 'run').read();
  expect(read!.trainedMs).toBe(1234);
  expect(read!.state.epoch).toBe(2);
  const resumed = await trainUntil(4, read!.state);
  expect(resumed).toEqual(uninterrupted);
  const bits = (state: FitState) =>
    [...state.values].map(([name, values]) => [name, [...new Uint32Array(values.slice().buffer)]]);
  expect(bits(resumed)).toEqual(bits(uninterrupted));
  // The two epochs after the interruption change the weights, so the comparison is meaningful.
  expect(bits(uninterrupted)).not.toEqual(bits(await trainUntil(2, initialState(config, 7))));
}, 60_000);

describe('CheckpointFile', () => {
  const state = () => initialState(config, 1);

  test('read returns undefined without a file', async () => {
    expect(await new CheckpointFile(folder, 'run').read()).toBeUndefined();
    expect(await new CheckpointFile(path.join(folder, 'none'), 'run').read()).toBeUndefined();
  });

  test('read returns the written state with maps and typed arrays', async () => {
    const checkpoints = new CheckpointFile(folder, 'run');
    const written = { state: { ...state(), history: [{ epoch: 1, loss: 2.5, validationNdcg: 0.1 }] }, trainedMs: 5 };
    await checkpoints.write(written);
    const read = await checkpoints.read();
    expect(read!.state).toEqual(written.state);
    expect(read!.state.values.get('item_embedding')).toBeInstanceOf(Float32Array);
  });

  test('a checkpoint of another run is rejected with advice', async () => {
    await new CheckpointFile(folder, 'run').write({ state: state(), trainedMs: 0 });
    const error = await new CheckpointFile(folder, 'other').read().catch((thrown) => thrown);
    const file = path.join(folder, 'checkpoint.bin');
    expect(error).toMatchObject({ name: 'AisleError', code: 'checkpoint-mismatch', details: { file } });
    expect(error.message).toBe(
      `The checkpoint ${file} belongs to a run with other data or options. Use the same ones to resume it, or add --restart to start from scratch.`,
    );
    expect(existsSync(file)).toBe(true);
  });

  test('a damaged file is rejected with advice', async () => {
    const checkpoints = new CheckpointFile(folder, 'run');
    await checkpoints.write({ state: state(), trainedMs: 0 });
    writeFileSync(path.join(folder, 'checkpoint.bin'), 'not what was written');
    const error = await checkpoints.read().catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'data-unreadable' });
    expect(error.message).toMatch(/ is damaged \(.+\)\. Delete it, or add --restart to start from scratch\.$/);
  });

  const checkpoint = { state: initialState(config, 1), trainedMs: 5, runFingerprint: 'run' };
  const { state: validState } = checkpoint;
  const damages: readonly [field: string, found: string, written: unknown][] = [
    ['it must be an object', 'null', null],
    ['runFingerprint must be the fingerprint of a run', 'nothing', {}],
    ['trainedMs must be', 'nothing', { ...checkpoint, trainedMs: undefined }],
    ['state.epoch must be', '-1', { ...checkpoint, state: { ...validState, epoch: -1 } }],
    ['state.values must be', '{}', { ...checkpoint, state: { ...validState, values: {} } }],
    [
      'state.values.item_bias must be',
      '[0]',
      { ...checkpoint, state: { ...validState, values: new Map([['item_bias', [0]]]) } },
    ],
    [
      'state.moments.item_embedding.first must be',
      'nothing',
      { ...checkpoint, state: { ...validState, moments: validState.values } },
    ],
    [
      'state.best.ndcg must be',
      '"1"',
      { ...checkpoint, state: { ...validState, best: { ...validState.best, ndcg: '1' } } },
    ],
    ['state.history[0].loss must be', 'nothing', { ...checkpoint, state: { ...validState, history: [{ epoch: 1 }] } }],
  ];
  test.each(damages)('a damaged field is rejected: %s, found %s', async (field, found, written) => {
    writeFileSync(path.join(folder, 'checkpoint.bin'), serialize(written));
    const error = await new CheckpointFile(folder, 'run').read().catch((thrown) => thrown);
    expect(error.code).toBe('data-unreadable');
    expect(error.message).toContain(`checkpoint.bin: ${field}`);
    expect(error.message).toContain(`, found ${found}. Delete it, or add --restart to start from scratch.`);
  });

  test('a checkpoint may contain NaN', async () => {
    const history = [{ epoch: 1, loss: NaN, validationNdcg: 0 }];
    await new CheckpointFile(folder, 'run').write({ state: { ...state(), history }, trainedMs: 0 });
    expect((await new CheckpointFile(folder, 'run').read())!.state.history).toEqual(history);
  });

  test('remove deletes the file and accepts a missing one', async () => {
    const checkpoints = new CheckpointFile(folder, 'run');
    await checkpoints.write({ state: state(), trainedMs: 0 });
    await checkpoints.remove();
    expect(await checkpoints.read()).toBeUndefined();
    await expect(checkpoints.remove()).resolves.toBeUndefined();
  });
});

describe('fingerprint', () => {
  const data = Uint8Array.of(1, 2, 3);
  const same = fingerprint({ seed: 1 }, data);

  test('depends on options and data', () => {
    expect(fingerprint({ seed: 1 }, Uint8Array.of(1, 2, 3))).toBe(same);
    expect(fingerprint({ seed: 2 }, data)).not.toBe(same);
    expect(fingerprint({ seed: 1 }, Uint8Array.of(1, 2, 4))).not.toBe(same);
    expect(fingerprint({ seed: 1 }, data, Uint8Array.of(0))).not.toBe(same);
  });

  test('is the SHA-256 of the parts in order', () => {
    // printf '{"seed":1}\001\002\003' | sha256sum
    expect(same).toBe('fca978223dd2fddd36c7b3b8f27853da3bec4850ee92257dbaf8c16b17be99e6');
  });
});
