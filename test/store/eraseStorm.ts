import type { Page } from 'playwright';
import { expect } from 'vitest';
import { type AisleSite, createAisle } from '../kit/aislePage.js';

/**
 * Ten times the rounding of `performance.now()` and `timeOrigin`, 0.1 ms each, in two tabs. Closer events are not
 * compared.
 */
const CLOCKS_MS = 2;

interface Written {
  readonly term: string;
  readonly begunMs: number;
  readonly acknowledgedMs: number;
}

interface Round {
  readonly begunMs: number;
  readonly doneMs: number;
  /** The stored events right before and right after the erase, and the time when the first read began. */
  readonly before: readonly string[];
  readonly beforeBegunMs: number;
  readonly after: readonly string[];
}

/** Two tabs write continuously while a third erases. @returns one line for each wrong event */
export async function eraseWhileWriting(
  site: AisleSite,
  erasures: number,
): Promise<{ readonly problems: string[]; readonly acknowledged: number; readonly survived: number }> {
  const context = await site.newContext();
  const [a, b, eraser] = (await Promise.all([1, 2, 3].map(() => site.openPage(context)))) as [Page, Page, Page];
  for (const page of [a, b, eraser]) await createAisle(page, { retention: { maxEvents: 1_000_000 } });
  const writing = [a, b].map((page, tab) =>
    page.evaluate(async (tab) => {
      const nowMs = () => performance.timeOrigin + performance.now();
      const written: Written[] = [];
      const state = window as unknown as { enough?: boolean };
      for (let n = 0; !state.enough; n++) {
        const term = `tab ${tab} event ${n}`;
        const begunMs = nowMs();
        const result = await window.visitor.track({ type: 'search', search_term: term });
        if (result.stored) written.push({ term, begunMs, acknowledgedMs: nowMs() });
        else if (result.reason !== 'erased') throw new Error(`not stored: ${result.reason}`);
      }
      return written;
    }, tab),
  );
  const rounds = await eraser.evaluate(async (erasures) => {
    const nowMs = () => performance.timeOrigin + performance.now();
    const stored = async () =>
      (await window.visitor.export()).events.map((event) => ('search_term' in event ? event.search_term : event.type));
    const rounds: Round[] = [];
    for (let round = 0; round < erasures; round++) {
      await new Promise((resolve) => setTimeout(resolve, 10 + 7 * (round % 10)));
      const beforeBegunMs = nowMs();
      const before = await stored();
      const begunMs = nowMs();
      await window.visitor.erase();
      const doneMs = nowMs();
      rounds.push({ begunMs, doneMs, before, beforeBegunMs, after: await stored() });
    }
    return rounds;
  }, erasures);
  for (const page of [a, b]) await page.evaluate(() => Object.assign(window, { enough: true }));
  const written = (await Promise.all(writing)).flat();
  expect(written.length).toBeGreaterThan(erasures);
  const problems: string[] = [];
  let survived = 0;
  for (const [i, round] of rounds.entries()) {
    const before = new Set(round.before);
    const after = new Set(round.after);
    const sinceMs = i === 0 ? -Infinity : rounds[i - 1]!.doneMs + CLOCKS_MS;
    for (const { term, begunMs, acknowledgedMs } of written) {
      if (begunMs > sinceMs && acknowledgedMs < round.beforeBegunMs - CLOCKS_MS) {
        if (before.has(term)) survived += 1;
        else problems.push(`${term}, acknowledged after erasure ${i}, was lost before erasure ${i + 1}`);
      }
      if (acknowledgedMs < round.begunMs - CLOCKS_MS && after.has(term))
        problems.push(`${term}, acknowledged before erasure ${i + 1}, survived it`);
    }
  }
  return { problems, acknowledged: written.length, survived };
}
