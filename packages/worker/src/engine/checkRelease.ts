import { AisleError } from '@aisle/core';
import { type Action, goldenConfig, sessionFeatures, sessionHeads, sessionLogit, topK } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { LightScorer, scoreItems } from './lightScorer.js';
import { SCORE_TOLERANCE } from './scorer.js';

/** Every release is checked with this history, even without golden vectors. */
const ONE_VIEW: readonly Action[] = [{ itemRow: 1, typeIndex: 2, timestampMs: 0 }];

/**
 * Checks that a release works on this device, before it ranks a list: each item has a finite score, and the golden
 * vectors give the trainer's answers, of the ranking and of the heads over the session.
 *
 * @throws AisleError `release-failed-check`
 */
export function checkRelease(release: Release): void {
  const { releaseId, check } = release.manifest;
  const refuse = (what: string): never => {
    throw new AisleError(
      'release-failed-check',
      `Release ${releaseId} is not used: ${what}. The release in use stays; publish a newer one, or roll back.`,
      { releaseId },
    );
  };
  const golden = new LightScorer({ ...release, config: goldenConfig(release.config) });
  const whole = new LightScorer(release);
  for (const { history, heads = {} } of check) {
    for (const head of sessionHeads(release.config)) {
      const expected = heads[head.name];
      if (expected === undefined) continue;
      const features = sessionFeatures(history, history.at(-1)!.timestampMs);
      const found = sessionLogit(head, release.values, golden.state(history), features);
      if (!(Math.abs(found - expected) <= SCORE_TOLERANCE))
        refuse(`golden vector: expected ${expected} from the head ${head.name}, found ${found}`);
    }
  }
  const checks = check.map((vector) => ({ ...vector, light: golden }));
  for (const { history, top, light } of [...checks, { history: ONE_VIEW, top: [], light: whole }]) {
    const scores = scoreItems(light.encode(history), release.items);
    const unusable = scores.findIndex((score, row) => row > 0 && !Number.isFinite(score));
    if (unusable > 0) refuse(`the score of ${release.itemIds[unusable - 1]} is ${scores[unusable]}`);
    topK(scores, top.length).forEach(({ row, score }, rank) => {
      const expected = top[rank]!;
      const differing = [score, scores[expected.row]!].find(
        (found) => Math.abs(found - expected.score) > SCORE_TOLERANCE,
      );
      if (differing !== undefined)
        refuse(
          `golden vector: expected ${release.itemIds[expected.row - 1]} at rank ${rank + 1} with ${expected.score}, found ${release.itemIds[row - 1]} with ${score}`,
        );
    });
  }
}
