/**
 * Names of properties and methods that only the code of the worker uses. The build shortens them in `aisle-worker.js`,
 * which saves 350 bytes after gzip.
 *
 * A name that other code uses must stay: members that the worker's chunks use, fields of messages, of releases and of
 * stored JSON, and everything of the browser. `test/structure/internalMembers.test.ts` checks this.
 */
export const INTERNAL_WORKER_MEMBERS: readonly string[] = `
  allowedRows attentionNorm attentionOutput boughtKinds byArm calibrations catalogueFiles catchUp catchUpFrom
  configKey createLoader dueRows feedForwardIn feedForwardInBias feedForwardNorm feedForwardOut feedForwardOutBias
  foundRows foundScores givenRows hasActions hasReceived historyScores itemIdOf maxPerKind maxViewed mixture
  openChosen openTier parseConfig probabilityOf projected queryMatrix relativeBias rowOf rowOfItem scorerFailed
  scorerFor similarity standardDeviation updateProblem useFastest viewedRows whenReceived whyNone withRelease
`
  .trim()
  .split(/\s+/);
