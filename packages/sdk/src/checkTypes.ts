import type { AisleOptions, RecordingOptions, Refuse } from './options.js';

/** A text is not a list, although JavaScript can iterate it: each letter would be an entry. */
const LISTS = ['eventTypes', 'plugins', 'consentInputs', 'publicKeys'] as const;

/**
 * Checks the types of options that a script of the shop passes. The options of the script tag need no such check.
 *
 * @throws AisleError `invalid-argument`
 */
export function checkTypes(options: RecordingOptions & Partial<AisleOptions>, refuse: Refuse): void {
  const { retention = {} } = options;
  if (typeof retention !== 'object' || retention === null) refuse('retention', 'an object', retention);
  for (const [field, value] of Object.entries(retention))
    if (!(typeof value === 'number' && value > 0)) refuse(`retention.${field}`, 'a number above 0', value);
  for (const name of LISTS) {
    const found = options[name] ?? [];
    if (typeof found !== 'object') refuse(name, 'a list', found);
  }
}
