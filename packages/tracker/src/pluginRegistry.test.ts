import type { EventInput } from '@aisle/core';
import { expect, test } from 'vitest';
import type { Plugin, PluginHost } from './plugin.js';
import { PluginRegistry } from './pluginRegistry.js';
import { viewInput } from './testing/events.js';
import { microtasks } from './testing/microtasks.js';

const LIST: EventInput = { type: 'view_item_list', items: [{ item_id: 'a' }] };

/** A registry. Its log contains `SOURCE TYPE`, `INPUT SIGNAL` and the messages of errors. */
function makeRegistry() {
  const log: string[] = [];
  const problems: unknown[] = [];
  const registry = new PluginRegistry({
    track: async (event, source) => void log.push(`${source} ${event.type}`),
    setSignal: async (input, signal) => void log.push(`${input} ${signal}`),
    encryptWith: () => log.push('encrypted') > 0,
    onError: (cause) => problems.push(cause),
    onNotesChange: () => log.push('notes change'),
  });
  return { registry, log, problems };
}

/** A plugin that only exposes its host. */
function makePlugin(name: string, log: string[] = [], replaces?: Plugin['replaces']) {
  const setup = { host: undefined as unknown as PluginHost };
  const start = (host: PluginHost) => {
    setup.host = host;
    return () => void log.push(`${name} stops`);
  };
  return Object.assign(setup, { plugin: { name, start, ...(replaces && { replaces }) } satisfies Plugin });
}

test('events and signals have the name of their plugin', () => {
  const { registry, log } = makeRegistry();
  const ga4 = makePlugin('ga4');
  registry.use(ga4.plugin);
  ga4.host.track(viewInput('a'));
  ga4.host.setConsent('granted', 'why');
  ga4.host.encryptWith(undefined as never);
  expect(log).toEqual(['ga4 view_item', 'ga4 granted', 'encrypted']);
  expect(registry.names).toEqual(['ga4']);
});

test.each(['granted', 'denied', 'unset'] as const)('an input that has reported %s cannot be replaced', (signal) => {
  const { registry, log, problems } = makeRegistry();
  const [first, second] = [makePlugin('tcf', log), makePlugin('tcf', log)];
  const stopFirst = registry.use(first.plugin);
  first.host.setConsent(signal, 'why');
  const stopSecond = registry.use(second.plugin);
  stopSecond();
  first.host.setConsent('denied', 'withdrawn');
  expect([log, second.host, problems]).toEqual([
    [`tcf ${signal}`, 'tcf denied'],
    undefined,
    [
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining('tcf is too late, or its name is taken'),
      }),
    ],
  ]);
  // The shop has the function that stops it.
  stopFirst();
  registry.use(second.plugin);
  second.host.setConsent('granted', 'why');
  expect(log.at(-1)).toBe('tcf granted');
});

test.each(['shop', 'another-tab'])("no plugin can have the name '%s'", (name) => {
  const { registry, problems } = makeRegistry();
  const plugin = makePlugin(name);
  registry.use(plugin.plugin);
  expect([plugin.host, registry.names, problems.length]).toEqual([undefined, [], 1]);
});

test('only the first plugin can encrypt', () => {
  const { registry, log, problems } = makeRegistry();
  const [first, other, same] = ['encryption', 'other', 'encryption'].map((name) => makePlugin(name, log));
  const stop = registry.use(first!.plugin);
  first!.host.encryptWith({} as never);
  registry.use(other!.plugin);
  other!.host.encryptWith({} as never);
  registry.use(same!.plugin);
  expect([log, same!.host, problems.length]).toEqual([['encrypted'], undefined, 2]);
  stop();
  registry.use(same!.plugin);
  same!.host.encryptWith({} as never);
  expect(log).toEqual(['encrypted', 'encryption stops', 'encrypted']);
});

test('a price of a plugin may be a text', async () => {
  const tracked: unknown[] = [];
  const registry = new PluginRegistry({
    track: async (event) => void tracked.push(event),
    setSignal: async () => {},
    encryptWith: () => true,
    onError: () => {},
    onNotesChange: () => {},
  });
  const plugin = makePlugin('attributes');
  registry.use(plugin.plugin);
  plugin.host.track({ type: 'view_item', items: [{ item_id: 'a', price: 'Rs. 1,299' }] });
  await microtasks();
  expect(tracked).toEqual([{ type: 'view_item', items: [{ item_id: 'a', price: 1299 }] }]);
});

test('a note is listed with its plugin until it is removed', () => {
  const { registry, log } = makeRegistry();
  const [markup, other] = [makePlugin('markup'), makePlugin('other')];
  const stop = registry.use(markup.plugin);
  registry.use(other.plugin);
  markup.host.note('two products');
  markup.host.note('two products');
  other.host.note('no id');
  expect(registry.notes).toEqual(['markup: two products', 'other: no id']);
  other.host.note(undefined);
  expect(registry.notes).toEqual(['markup: two products']);
  expect(log).toEqual(['notes change', 'notes change', 'notes change']);
  stop();
  markup.host.note('late');
  expect(registry.notes).toEqual([]);
});

test('a plugin can report an error of the page', () => {
  const { registry, problems } = makeRegistry();
  const plugin = makePlugin('markup');
  registry.use(plugin.plugin);
  plugin.host.report('broken');
  expect(problems).toEqual(['broken']);
});

test('a plugin replaces the one of the same name', () => {
  const { registry, log } = makeRegistry();
  const [first, second] = [makePlugin('ga4', log), makePlugin('ga4', log)];
  const stopFirst = registry.use(first.plugin);
  registry.use(second.plugin);
  expect(log).toEqual(['ga4 stops']);
  stopFirst();
  first.host.track(viewInput('a'));
  second.host.track(viewInput('a'));
  expect(log).toEqual(['ga4 stops', 'ga4 view_item']);
  expect(registry.names).toEqual(['ga4']);
});

test('a stopped plugin reports nothing and is stopped once', () => {
  const { registry, log } = makeRegistry();
  const plugin = makePlugin('ga4', log);
  const stop = registry.use(plugin.plugin);
  stop();
  stop();
  plugin.host.track(viewInput('a'));
  plugin.host.setConsent('granted', 'why');
  expect(log).toEqual(['ga4 stops']);
  expect(registry.names).toEqual([]);
});

test('events that a running plugin replaces are ignored', () => {
  const { registry, log } = makeRegistry();
  const attributes = makePlugin('attributes');
  const impressions = makePlugin('impressions', [], { attributes: ['view_item_list'] });
  registry.use(attributes.plugin);
  const stop = registry.use(impressions.plugin);
  for (const { host } of [attributes, impressions]) for (const event of [LIST, viewInput('a')]) host.track(event);
  expect(log).toEqual(['attributes view_item', 'impressions view_item_list', 'impressions view_item']);
  stop();
  attributes.host.track(LIST);
  expect(log.at(-1)).toBe('attributes view_item_list');
});

const thrown = new Error('of the plugin');
const fail = () => {
  throw thrown;
};

test.each<[string, Plugin]>([
  [
    'name',
    {
      get name(): string {
        return fail();
      },
      start: () => fail,
    },
  ],
  [
    'replaces',
    {
      name: 'bad',
      get replaces() {
        return fail();
      },
      start: () => fail,
    },
  ],
  ['start', { name: 'bad', start: fail }],
  ['stop', { name: 'bad', start: () => fail }],
])('a plugin whose %s throws is reported as an error', (_, plugin) => {
  const { registry, problems } = makeRegistry();
  const stop = registry.use(plugin);
  stop();
  expect(problems[0]).toBe(thrown);
  expect(registry.names).toEqual([]);
});

test('an unreadable event is reported as an error', async () => {
  const { registry, log, problems } = makeRegistry();
  const plugin = makePlugin('ga4');
  registry.use(plugin.plugin);
  registry.use(makePlugin('impressions', [], { ga4: ['search'] }).plugin);
  plugin.host.track({
    get type() {
      return fail();
    },
  } as never);
  await microtasks();
  expect([log, problems]).toEqual([[], [thrown]]);
});

test('stopAll stops every plugin', () => {
  const { registry, log } = makeRegistry();
  for (const name of ['ga4', 'tcf']) registry.use(makePlugin(name, log).plugin);
  registry.stopAll();
  expect(log).toEqual(['ga4 stops', 'tcf stops']);
});
