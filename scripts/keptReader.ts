/** What `scripts/keepReader.ts` bundles: all that a page needs to read a release and to rank by it. */
export { historyScores, LightEncoder, scoreRows, sumScoreParts, topK } from '@aisle/model';
export { ReleaseLoader } from '@aisle/weights/loader';
