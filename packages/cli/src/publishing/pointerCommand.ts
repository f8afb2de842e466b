import type { Pointer } from '@aisle/weights';
import { invalidArgument, joinNames } from './invalidArgument.js';
import { type PublishedState, pointerFile, readPublished } from './publishedState.js';
import { HISTORY_FILE, type PointerCommandName, type PublishedRelease } from './publishingHistory.js';
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
  /** Default: the current time. */
  readonly now?: Date;
  /** Receives warnings for the publisher. */
  readonly warn?: (line: string) => void;
}

/** A command that will issue a pointer: its options, and the state of the folder. */
export interface PointerCommand {
  readonly name: PointerCommandName;
  readonly folder: string;
  readonly channel: string;
  readonly options: IssueOptions;
  readonly now: Date;
  readonly state: PublishedState;
  /** The channel's current pointer. */
  readonly current: Pointer | undefined;
  /** The releases for the log. */
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
    const expected = 'a name of letters, digits, dots and dashes except "history"';
    throw invalidArgument(`--channel must be ${expected}, found ${JSON.stringify(channel)}.`);
  }
  const state = await readPublished(folder);
  const before = state.pointers.get(channel);
  checkKeys(channel, before?.file.signatures.map(({ publicKey }) => publicKey) ?? [], options);
  const { releases } = state.history;
  return { name, folder, channel, options, now, state, current: before?.pointer, releases };
}

/** @param signers public keys that signed the channel's current pointer */
function checkKeys(channel: string, signers: readonly string[], options: IssueOptions): void {
  const { keys = [], unsigned = false, warn = () => undefined } = options;
  if (keys.length === 0) {
    if (signers.length > 0 && !unsigned) {
      throw invalidArgument(
        `The pointer of ${channel} is signed by ${joinNames(signers)}, but found no --key: browsers with a pinned key ` +
          'would reject an unsigned pointer. Give --key, or --unsigned if no page pins a key any more.',
      );
    }
    warn(`The pointer of ${channel} is unsigned: browsers with a pinned key (data-key) will reject it.`);
  } else if (signers.length > 0 && !keys.some(({ publicKey }) => signers.includes(publicKey))) {
    warn(
      `This pointer of ${channel} is not signed by any key of the last one (${joinNames(signers)}): browsers that pin ` +
        'only those keys will reject it.',
    );
  }
}
