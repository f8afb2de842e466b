import { AisleError } from '@aisle/core';
import type { OptionValues } from '../arguments.js';
import { logits, share, wholeNumber } from '../optionValues.js';
import { coverageCurve } from '../policy/coverageCurve.js';
import { coverageTable } from '../policy/coverageTable.js';
import type { Progress } from '../progress.js';
import { describeDiff, describeInspection, formatBytes } from '../publishing/describe.js';
import {
  DEFAULT_DELTA_DAYS,
  DEFAULT_EXPIRES_DAYS,
  DEFAULT_KEEP_DAYS,
  diffReleases,
  type Issued,
  type IssueOptions,
  inspect,
  promote,
  prune,
  publish,
  readSigningKey,
  renew,
  rollBack,
  writeNewKey,
} from '../publishing/index.js';

/** The arguments of a command, and where it reports. */
interface CommandContext {
  readonly values: OptionValues;
  /** Files of `--key`. */
  readonly keyFiles: readonly string[];
  readonly progress: Progress;
  readonly print: (text: string) => void;
}

/** The commands for published folders. Each parses its options and calls `publishing`. */
export const releaseCommands = {
  async keygen({ values, print }: CommandContext) {
    const { publicKey } = await writeNewKey(values.out!);
    print(
      `Wrote the private key to ${values.out!}, readable only by you. Keep a copy with your secrets: anyone who has this key can change what browsers load.`,
    );
    print(`Public key: ${publicKey}`);
    print(`For the tag: data-key="${publicKey}"`);
  },

  async publish(run: CommandContext) {
    const { values } = run;
    const published = await publish(
      values.to!,
      values.model!,
      { ...(await issueOptions(run)), share: share('share', values.share) ?? 1 },
      values,
    );
    printIssuedPointer(run, published);
    const { declaration, policy } = published.decisions;
    if (declaration && !policy)
      run.print(
        'Devices show no intervention yet: the release has interventions, but no policy. Publish with --policy.',
      );
    if (declaration && policy) run.print(coverageTable(coverageCurve(policy, declaration), declaration.currency));
  },

  async promote(run: CommandContext) {
    const { values } = run;
    if (values.share === undefined && values.release === undefined) {
      throw new AisleError(
        'invalid-argument',
        'aisle promote needs --share (for the current rollout) or --release. See aisle promote --help.',
      );
    }
    printIssuedPointer(
      run,
      await promote(values.to!, {
        ...(await issueOptions(run)),
        ...release(values),
        share: share('share', values.share) ?? 1,
      }),
    );
  },

  async rollback(run: CommandContext) {
    printIssuedPointer(run, await rollBack(run.values.to!, { ...(await issueOptions(run)), ...release(run.values) }));
  },

  async renew(run: CommandContext) {
    const { to, intercept } = run.values;
    const conversionRate = share('conversion-rate', run.values['conversion-rate']);
    printIssuedPointer(
      run,
      await renew(to!, {
        ...(await issueOptions(run)),
        ...(intercept !== undefined && { intercept: logits('intercept', intercept) }),
        ...(conversionRate !== undefined && { conversionRate }),
      }),
    );
  },

  async prune({ values, print }: CommandContext) {
    const dryRun = values['dry-run'] === 'true';
    const { deleted, unknown } = await prune(values.to!, {
      keepDays: wholeNumber('keep-days', values['keep-days'], DEFAULT_KEEP_DAYS, 0),
      dryRun,
    });
    for (const { file, bytes } of deleted)
      print(`${dryRun ? 'would delete' : 'deleted'} ${file} (${formatBytes(bytes)})`);
    for (const file of unknown) print(`kept, not written by aisle publish: ${file}`);
    print(
      `${dryRun ? 'Would delete' : 'Deleted'} ${deleted.length} files, ${formatBytes(deleted.reduce((sum, { bytes }) => sum + bytes, 0))}`,
    );
  },

  async inspect({ values, print }: CommandContext) {
    const found = await inspect(values.at!);
    print(values.json === 'true' ? JSON.stringify(found, null, 1) : describeInspection(found));
  },

  async diff({ values, print }: CommandContext) {
    const found = await diffReleases(values.from!, values.to!);
    print(values.json === 'true' ? JSON.stringify(found, null, 1) : describeDiff(found));
  },
};

const release = ({ release }: OptionValues) => (release === undefined ? {} : { releaseId: release });

async function issueOptions({ values, keyFiles, progress }: CommandContext): Promise<IssueOptions> {
  return {
    ...(values.channel !== undefined && { channel: values.channel }),
    keys: await Promise.all(keyFiles.map(readSigningKey)),
    unsigned: values.unsigned === 'true',
    expiresDays: wholeNumber('expires-days', values['expires-days'], DEFAULT_EXPIRES_DAYS),
    deltaDays: wholeNumber('delta-days', values['delta-days'], DEFAULT_DELTA_DAYS, 0),
    warn: (line) => progress.log(`aisle: ${line}`),
  };
}

function printIssuedPointer({ values, print }: CommandContext, { pointer, deltas }: Issued): void {
  const { channel, sequence, release, rollout, expiresAt } = pointer;
  const { intentIntercept } = release;
  const seasonText = intentIntercept === undefined ? '' : `, season corrected by ${intentIntercept} logits`;
  const rolloutText = rollout ? `, ${rollout.release.releaseId} for ${rollout.share} of the devices` : '';
  print(
    `${channel}: ${release.releaseId}${seasonText}${rolloutText}; sequence number ${sequence}, expires ${expiresAt}`,
  );
  for (const { from, to, bytesGzip, replacesBytesGzip } of deltas) {
    print(
      `  delta from ${from} to ${to}: ${formatBytes(bytesGzip)} compressed${replacesBytesGzip === undefined ? '' : ` in place of ${formatBytes(replacesBytesGzip)}`}`,
    );
  }
  print(`Next: upload ${values.to!}, ${channel}.json last.`);
}
