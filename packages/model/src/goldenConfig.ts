import type { ModelConfig } from './config.js';

/**
 * The config that the golden vectors of a release are answers of. Pages with an older SDK read newer releases and rank
 * without the relations and weights that came later. They must find the same answers.
 */
export function goldenConfig({
  companions: _companions,
  substitutes: _substitutes,
  situations: _situations,
  memory,
  ...config
}: ModelConfig): ModelConfig {
  if (!memory) return config;
  const { choiceWeight: _choiceWeight, ...older } = memory;
  return { ...config, memory: older };
}
