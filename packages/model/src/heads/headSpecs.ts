import type { ParameterSpec } from '../parameterSpec.js';
import type { HeadConfig } from './headConfig.js';
import { RANKING } from './ranking.js';
import { findHead } from './registry.js';

interface Shape {
  readonly width: number;
  readonly heads: readonly HeadConfig[];
}

/** The tensors of one head, in order. Empty for a target that this version does not know. */
export function headSpecs(
  { name, target }: HeadConfig,
  { width }: { readonly width: number },
): readonly ParameterSpec[] {
  const head = findHead(target);
  if (!head) return [];
  if (head.over === 'session') return head.specs(name, { width });
  return head.queryMatrix ? [{ name: head.queryMatrix(name), shape: [width, width], init: 0 }] : [];
}

/** The tensors of all heads over items. They are stored with those of the encoder. */
export function itemHeadSpecs(config: Shape): readonly ParameterSpec[] {
  return config.heads.filter(({ over }) => over === 'items').flatMap((head) => headSpecs(head, config));
}

/** The heads over the session. The tensors of each are in a separate file. */
export function sessionHeads({ heads }: Shape): readonly HeadConfig[] {
  return heads.filter(({ over }) => over === 'session');
}

/**
 * Name of the tensor that turns the encoder's state into the query of a head. See `ItemHead.queryMatrix`.
 *
 * @returns undefined if the state is the query
 */
export function queryMatrix({ heads }: Shape, name: string = RANKING): string | undefined {
  const head = findHead(heads.find((config) => config.name === name)?.target);
  if (head?.over !== 'items') throw new TypeError(`The model has no head ${name} over items.`);
  return head.queryMatrix?.(name);
}
