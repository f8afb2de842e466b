import type { ModelConfig } from './config.js';

/**
 * The config that the golden vectors of a release are answers of. Pages from before there were relations read newer
 * releases and rank without those parts of the score. They must find the same answers.
 */
export function goldenConfig({
  companions: _companions,
  substitutes: _substitutes,
  ...config
}: ModelConfig): ModelConfig {
  return config;
}
