import type { Option } from '../option.js';
import { CONTEXT_FEATURES } from './contextFeatures.js';

const COUNTS_TEXT = 'CSV with the columns intervention, group (shown or held-out), devices, successes';
const CONTEXT_TEXT = `${COUNTS_TEXT}, and any of ${CONTEXT_FEATURES.join(', ')} (0 or 1)`;

/** The commands for the policy of interventions. */
export const POLICY_COMMANDS = {
  'policy init': {
    summary: 'write a first policy for interventions, from a guess or a past test',
    options: [
      { name: 'interventions', value: 'FILE', text: 'JSON declaration of interventions', required: true },
      { name: 'out', value: 'FILE', text: 'new file for the policy', required: true },
      { name: 'base-rate', value: 'R', text: 'guess: the share of devices with success without the intervention' },
      { name: 'uplift', value: 'U', text: 'guess: what the intervention adds to that share' },
      { name: 'spread', value: 'S', text: 'guess: how far each share may be off, as a standard deviation' },
      { name: 'test', value: 'FILE', text: `counts of a past test: ${COUNTS_TEXT}` },
    ],
  },
  'policy update': {
    summary: 'add measured counts to a policy',
    options: [
      { name: 'policy', value: 'FILE', text: 'policy of aisle policy init', required: true },
      { name: 'reports', value: 'FILE', text: `counts since the latest update: ${COUNTS_TEXT}`, required: true },
      { name: 'out', value: 'FILE', text: 'file for the new policy (the same file)' },
    ],
  },
  'policy context': {
    summary: 'use context in a policy, where its gain is significant on held-out counts',
    options: [
      { name: 'policy', value: 'FILE', text: 'policy without context', required: true },
      { name: 'interventions', value: 'FILE', text: 'JSON declaration of interventions', required: true },
      { name: 'reports', value: 'FILE', text: `counts that choose the context: ${CONTEXT_TEXT}`, required: true },
      { name: 'held-out', value: 'FILE', text: 'counts of other devices or days, which test it', required: true },
      { name: 'out', value: 'FILE', text: 'new file for the policy', required: true },
    ],
  },
} as const satisfies Readonly<Record<string, { readonly summary: string; readonly options: readonly Option[] }>>;
