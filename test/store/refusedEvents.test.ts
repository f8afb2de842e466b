import { expect, test } from 'vitest';
import { exported, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

/** JavaScript of the events, for evaluation in the page: some values cannot be sent from Node. */
const REFUSED: readonly [event: string, field: string][] = [
  ['undefined', 'event'],
  ['[]', 'event'],
  ['{}', 'type'],
  ['{ type: "page_view", items: [{ item_id: "item-1" }] }', 'type'],
  ['{ type: "view_item" }', 'items'],
  ['{ type: "view_item", items: [] }', 'items'],
  ['{ type: "view_item", items: [{}] }', 'items[0].item_id'],
  ['{ type: "view_item", items: [{ item_id: "item-1" }, { item_id: "" }] }', 'items[1].item_id'],
  ['{ type: "view_item", items: [{ item_id: "item-1", price: NaN }] }', 'items[0].price'],
  ['{ type: "view_item", items: [{ item_id: "item-1", quantity: 0 }] }', 'items[0].quantity'],
  ['{ type: "view_item", items: [{ item_id: "item-1" }], timestampMs: "yesterday" }', 'timestampMs'],
  ['{ type: "search", search_term: "x".repeat(201) }', 'search_term'],
];

test('an invalid event rejects with its field and stores nothing', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1, 2);
  const before = await exported(page);
  for (const [event, field] of REFUSED) {
    const refusal = await page.evaluate(
      `visitor.track(${event}).then((result) => ({ result }), ({ name, code, message, details }) => ({ name, code, message, field: details.field }))`,
    );
    expect(refusal, event).toEqual({
      name: 'AisleError',
      code: 'invalid-event',
      message: expect.stringContaining(`Event refused: ${field} must be`),
      field,
    });
  }
  expect(await exported(page)).toEqual(before);
  await view(page, 3);
  expect(await exported(page)).toHaveLength(3);
});

test('an invalid event without await causes no page error', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const warnings: string[] = [];
  page.on('console', (message) => warnings.push(`${message.type()}: ${message.text()}`));
  const raised = await page.evaluate(async () => {
    const raised: string[] = [];
    window.addEventListener('unhandledrejection', ({ reason }) => raised.push(String(reason)));
    window.addEventListener('error', ({ message }) => raised.push(message));
    void window.visitor.track({ type: 'view_item', items: [] });
    // Unhandled rejections are reported in a later task.
    await window.visitor.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
    await new Promise((resolve) => setTimeout(resolve));
    return raised;
  });
  expect(raised).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^warning: \[aisle\] Event refused: items must be a list of 1 to 200 items/),
  ]);
});
