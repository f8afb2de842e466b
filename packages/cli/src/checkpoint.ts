import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { AisleError, type AisleErrorCode, toAisleError } from '@aisle/core';
import type { FitState } from '@aisle/model/train';
import { fitState } from './fitState.js';
import { writeAtomically } from './releaseFiles.js';
import { number, object, text, validate } from './schemas.js';

/** A training run between two epochs. */
export interface Checkpoint {
  readonly state: FitState;
  /** Time spent training so far, over all runs. */
  readonly trainedMs: number;
}

const ADVICE = 'Delete it, or add --restart to start from scratch.';

const run = object({ runFingerprint: text(/^.+$/, 'the fingerprint of a run') });
const checkpoint = object({ state: fitState, trainedMs: number(0, Infinity) });

/** Identifies a run: the same options on the same data. */
export function fingerprint(...parts: readonly (object | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : JSON.stringify(part));
  return hash.digest('hex');
}

/** The checkpoint of one training run, in the folder of the release. */
export class CheckpointFile {
  readonly #file: string;
  readonly #runFingerprint: string;

  constructor(directory: string, runFingerprint: string) {
    this.#runFingerprint = runFingerprint;
    this.#file = path.join(directory, 'checkpoint.bin');
  }

  /**
   * @returns undefined if nothing was written yet
   * @throws AisleError `checkpoint-mismatch` if the run had other options or data, `data-unreadable` if the file is
   *   damaged or cannot be read
   */
  async read(): Promise<Checkpoint | undefined> {
    const bytes = await readFile(this.#file).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw this.#checkpointError('data-unreadable', `cannot be read (${cause.message}). Fix the cause`, cause);
    });
    if (!bytes) return undefined;
    let found: unknown;
    try {
      found = deserialize(bytes);
    } catch (cause) {
      throw this.#checkpointError('data-unreadable', `is damaged (${toAisleError(cause).message}). Delete it`, cause);
    }
    // The fingerprint is compared first, because the state of another run may have another shape.
    const { runFingerprint } = validate(run, found, this.#file, ADVICE, 'data-unreadable');
    if (runFingerprint === this.#runFingerprint) {
      return validate(checkpoint, found, this.#file, ADVICE, 'data-unreadable');
    }
    throw this.#checkpointError(
      'checkpoint-mismatch',
      'belongs to a run with other data or options. Use the same ones to resume it',
    );
  }

  #checkpointError(code: AisleErrorCode, why: string, cause?: unknown): AisleError {
    return new AisleError(
      code,
      `The checkpoint ${this.#file} ${why}, or add --restart to start from scratch.`,
      { file: this.#file },
      cause,
    );
  }

  write({ state, trainedMs }: Checkpoint): Promise<void> {
    return writeAtomically(this.#file, serialize({ state, trainedMs, runFingerprint: this.#runFingerprint }));
  }

  remove(): Promise<void> {
    return rm(this.#file, { force: true });
  }
}
