import path from 'node:path';
import { itemTarget } from '@aisle/model';
import * as v from 'valibot';
import { type DatasetOptions, readDataset } from '../dataset.js';
import { addHeads, type HeadsOptions } from '../heads/addHeads.js';
import { useNodeBackend } from '../nodeBackend.js';
import type { Progress } from '../progress.js';
import { prepareFolder, readRelease, writeAtomically } from '../releaseFiles.js';
import { readReportFields } from '../report.js';
import { writeReportPage } from '../reportPage/writeReportPage.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface TrainHeadsOptions extends DatasetOptions, ReleaseOptions, HeadsOptions {
  /** Folder of a release. */
  readonly from: string;
}

/**
 * Trains heads over the session for a release, and writes it with them. Every other file keeps its bits. Heads that the
 * release has are replaced.
 */
export async function trainHeads(options: TrainHeadsOptions, progress: Progress): Promise<void> {
  checkReleaseName(options.name);
  const { from, out } = options;
  const release = await readRelease(from);
  const { manifest, itemIds } = release;
  const target = itemTarget(manifest.config);
  const dataset = await readDataset({ ...options, target }, progress, { itemIds, unknownItems: 'drop' });
  progress.log(dataset.summary);
  await prepareFolder(out);
  await useNodeBackend();
  const { model, heads } = addHeads(release, dataset, progress, options);
  const { fileCount, ...written } = await writeTrained(model, itemIds, options, manifest);
  // The ranking has not changed, so what the report says about it still holds.
  const parent = (await readReportFields(from, v.looseObject({}))) ?? { bestEpoch: 0, score: null };
  const report = {
    ...parent,
    ...written,
    ...(options.command !== undefined && { command: options.command }),
    heads,
  };
  await writeAtomically(path.join(out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  const page = await writeReportPage(out);
  const count = heads.filter((head) => !('dropped' in head)).length;
  progress.log(`Wrote ${fileCount} files to ${out}, with ${count} of ${heads.length} heads. Next: open ${page}.`);
}
