import { MAX_INTENT_INTERCEPT, type PointerRelease } from '@aisle/weights';
import { interceptFor } from './interceptFor.js';
import { invalidArgument, joinNames } from './invalidArgument.js';
import type { Issued } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import { writePointer } from './writePointer.js';

export interface RenewOptions extends IssueOptions {
  /** The new `intentIntercept` of the channel's releases, in logits. 0 removes it. Default: as before. */
  readonly intercept?: number;
  /** Computes the intercept: the share of the shop's sessions with a purchase now, above 0 and below 1. */
  readonly conversionRate?: number;
}

/**
 * Issues the channel's current pointer again, with a new sequence number and expiry.
 *
 * @throws AisleError `invalid-argument`
 */
export async function renew(folder: string, options: RenewOptions = {}): Promise<Issued> {
  const command = await openPointerCommand(folder, options, 'renew');
  const { current, channel, state } = command;
  if (!current) {
    const channels = joinNames(state.pointers.keys());
    throw invalidArgument(`Asked to renew the channel ${channel}, but ${folder} has ${channels}.`);
  }
  if (options.intercept !== undefined && options.conversionRate !== undefined)
    throw invalidArgument('aisle renew takes --intercept or --conversion-rate, found both.');
  const { release, rollout } = current;
  const corrected = rollout && { ...rollout, release: await withIntercept(folder, rollout.release, options) };
  return {
    pointer: await writePointer(command, await withIntercept(folder, release, options), corrected),
    deltas: [],
  };
}

async function withIntercept(
  folder: string,
  release: PointerRelease,
  { conversionRate, intercept: given }: RenewOptions,
): Promise<PointerRelease> {
  const intercept = conversionRate === undefined ? given : await interceptFor(folder, release, conversionRate);
  if (intercept === undefined) return release;
  if (!(Math.abs(intercept) <= MAX_INTENT_INTERCEPT)) {
    const option = conversionRate === undefined ? '--intercept' : `--conversion-rate ${conversionRate}: the intercept`;
    const expected = `a number from -${MAX_INTENT_INTERCEPT} to ${MAX_INTENT_INTERCEPT}, in logits`;
    throw invalidArgument(`${option} must be ${expected}, found ${intercept}. Beyond that, train another release.`);
  }
  const { intentIntercept: _, ...others } = release;
  return intercept === 0 ? others : { ...others, intentIntercept: intercept };
}
