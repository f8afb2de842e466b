import { expect, test } from 'vitest';
import { withOptions } from './withOptions.js';

test('options of a sentence are code, the rest is escaped', () => {
  expect(withOptions('Give <b> --split time:2026-01-02, or --max-malformed').toString()).toBe(
    'Give &lt;b&gt; <code class="option">--split</code> time:2026-01-02, or <code class="option">--max-malformed</code>',
  );
});
