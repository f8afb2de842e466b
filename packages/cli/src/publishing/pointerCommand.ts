import type { Pointer } from '@aisle/weights';
import { HISTORY_FILE, type PointerCommandName, type PublishedRelease } from './publishingHistory.js';
import { type PublishedState, pointerFile, readPublished } from './publishedState.js';
import { joinNames, invalidArgument } from './invalidArgument.js';
import type { SigningKey } from './signingKey.js';

/** Options of every command that issues a pointer. */
export interface IssueOptions {
  /** Default: stable. */
  readonly channel?: string;
  /** Each of these keys signs the pointer; without a key it is unsigned. */
  readonly keys?: readonly SigningKey[];
  /** Whether an unsigned pointer may follow a signed one. */
  readonly unsigned?: boolean;
  /** Default: 14. */
  readonly expiresDays?: number;
  /** Deltas are made from the releases that devices received in this time. Default: 28. */
  readonly deltaDays?: number;
  /** Default: the clock's. */
  readonly now?: Date;
  /** Receives warnings for the publisher. */
  readonly warn?: (line: string) => void;
}

/** A command that is about to issue a pointer: its options, and the folder as it is. */
export interface PointerCommand {
  readonly name: PointerCommandName;
  readonly folder: string;
  readonly channel: string;
  readonly options: IssueOptions;
  readonly now: Date;
  readonly state: PublishedState;
  /** The pointer that the channel has now. */
  readonly current: Pointer | undefined;
  /** The releases that the log will name. */
  readonly releases: readonly PublishedRelease[];
}

const DEFAULT_CHANNEL = 'stable';

/**
 * Reads the folder and checks channel and keys.
 *
 * @throws AisleError `invalid-argument`, or as `readPublished` does
 */
export async function openPointerCommand(
  folder: string,
  options: IssueOptions,
  name: PointerCommandName,
): Promise<PointerCommand> {
  const { channel = DEFAULT_CHANNEL, now = new Date() } = options;
  if (!/^\w[\w.-]{0,99}$/.test(channel) || pointerFile(channel) === HISTORY_FILE) {
    const expected = 'a name of letters, digits, dots and dashes other than "history"';
    throw invalidArgument(`--channel must be ${expected}, found ${JSON.stringify(channel)}.`);
  }
  const state = await readPublished(folder);
  const before = state.pointers.get(channel);
  checkKeys(channel, before?.file.signatures.map(({ publicKey }) => publicKey) ?? [], options);
  const { releases } = state.history;
  return { name, folder, channel, options, now, state, current: before?.pointer, releases };
}

/** @param signers public keys that signed the channel's last pointer */
function checkKeys(channel: string, signers: readonly string[], options: IssueOptions): void {
  const { keys = [], unsigned = false, warn = () => undefined } = options;
  if (keys.length === 0) {
    if (signers.length > 0 && !unsigned) {
      throw invalidArgument(
        `The pointer of ${channel} is signed by ${joinNames(signers)}, and no key is given: browsers with a pinned key ` +
          'would refuse an unsigned one. Give --key, or --unsigned if no page names a key any more.',
      );
    }
    warn(`The pointer of ${channel} is unsigned: browsers with a pinned key (data-key) will refuse it.`);
  } else if (signers.length > 0 && !keys.some(({ publicKey }) => signers.includes(publicKey))) {
    warn(
      `None of the keys that signed the last pointer of ${channel} (${joinNames(signers)}) signs this one: browsers ` +
        'that pin no other key will refuse it.',
    );
  }
}
