import { AisleError } from '@aisle/core';
import type { FitState } from '@aisle/model/train';
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { writeWhole } from './releaseFiles.js';

/** A training run between two epochs. */
export interface Checkpoint {
  readonly state: FitState;
  /** Time spent training so far, over all runs. */
  readonly trainedMs: number;
}

/** Names a run: the same options on the same data. */
export function fingerprint(...parts: readonly (object | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : JSON.stringify(part));
  return hash.digest('hex');
}

/** The checkpoint of one training run, beside the release that it will become. */
export class CheckpointFile {
  private readonly file: string;

  constructor(
    directory: string,
    private readonly runFingerprint: string,
  ) {
    this.file = path.join(directory, 'checkpoint.bin');
  }

  /** @throws AisleError `checkpoint-mismatch` where the file belongs to a run with other options or data */
  async read(): Promise<Checkpoint | undefined> {
    const bytes = await readFile(this.file).catch(() => undefined);
    if (!bytes) return undefined;
    const found = deserialize(bytes) as Checkpoint & { runFingerprint: string };
    if (found.runFingerprint === this.runFingerprint) return found;
    throw new AisleError(
      'checkpoint-mismatch',
      `${this.file} belongs to a run with other data or options. Repeat those to resume it, or add --restart to begin anew.`,
      { file: this.file },
    );
  }

  write(checkpoint: Checkpoint): Promise<void> {
    return writeWhole(this.file, serialize({ ...checkpoint, runFingerprint: this.runFingerprint }));
  }

  remove(): Promise<void> {
    return rm(this.file, { force: true });
  }
}
