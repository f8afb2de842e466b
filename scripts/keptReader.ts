/** The code that a page needs to read a release and rank with it. `scripts/keepReader.ts` bundles it. */
export { historyScores, LightEncoder, scoreRows, sumScoreParts, topK } from '@aisle/model';
export { ReleaseLoader } from '@aisle/weights/loader';
