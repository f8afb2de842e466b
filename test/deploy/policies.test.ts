import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { openUnder, tryTag, useCdn } from './cdn.js';

const site = useAisleSite({ webgpu: 'swiftshader' });
const cdn = useCdn(site);
const guide = await readFile(new URL('../../docs/guides/install.md', import.meta.url), 'utf8');
const stub = await readFile(new URL('../../packages/sdk/dist/stub.js', import.meta.url), 'utf8');

/** The policies of the guide, by the name in the comment before each. */
const POLICIES = new Map(
  [...guide.matchAll(/<!-- policy: (.+) -->\n```\n(.+)\n```/g)].map(([, name, policy]) => [name!, policy!]),
);
const served = (policy: string) => policy.replaceAll('NONCE', 'abc').replaceAll('https://cdn.example', cdn.origin);

/** The same without one part: a directive that is no fallback of what is left, or one of its sources. */
function withoutEachPart(policy: string): string[] {
  const directives = policy.split('; ').map((directive) => directive.split(' '));
  const join = (kept: string[][]) =>
    kept
      .filter((directive) => directive.length > 1)
      .map((directive) => directive.join(' '))
      .join('; ');
  // Without default-src nothing is forbidden, without require-trusted-types-for nothing asked for: neither is there to allow something.
  return directives.flatMap(([name, ...sources], at) =>
    name === 'default-src' || name === 'require-trusted-types-for'
      ? []
      : sources.map((_, i) =>
          join(
            directives.map((directive, j) =>
              j === at
                ? [name!, ...(sources.length === 1 ? ["'none'"] : sources.filter((_, k) => k !== i))]
                : directive,
            ),
          ),
        ),
  );
}

type PageOf = (tier: 'wasm' | 'webgpu') => string;
const pageOf =
  (files: string, more = ''): PageOf =>
  (tier) =>
    documentOf(
      `<script nonce="abc">${stub} window.stubRan = true;</script><script nonce="abc" async crossorigin src="${files}/aisle/aisle.js" data-manifest="${files}/model/manifest.json" data-automation="record" data-tier="${tier}"${more}></script>`,
    );

/** Stub, tag, worker, release and the tier: WebAssembly is compiled for one, a chunk imported for the other. */
const wholeOn = (tier: string) => ({
  stubRan: true,
  stored: true,
  asGiven: false,
  ranked: true,
  worker: 'ready',
  catalogueTier: tier,
  code: undefined,
});

/** What is missing on the first tier that is not whole; nothing where everything works. */
async function missingUnder(policy: string, page: PageOf): Promise<unknown[]> {
  for (const tier of ['wasm', 'webgpu'] as const) {
    const found = await tryTag(await openUnder(site, served(policy), page(tier)));
    // Whatever is missing, the page has its list.
    if (!found.ranked)
      expect
        .soft(found, policy)
        .toMatchObject({ asGiven: true, reason: expect.stringMatching(/^(not-loaded|worker-unavailable|no-model)$/) });
    const missing = Object.entries(wholeOn(tier)).filter(
      ([name, value]) => found[name as keyof typeof found] !== value,
    );
    if (missing.length > 0) return [...missing, found];
  }
  return [];
}

async function expectWholeAndMinimal(policy: string, page: PageOf): Promise<void> {
  expect(await missingUnder(policy, page)).toEqual([]);
  for (const less of withoutEachPart(policy)) expect.soft(await missingUnder(less, page), less).not.toEqual([]);
}

test('the guide has a policy for each deployment', () => {
  expect([...POLICIES.keys()]).toEqual([
    'own origin',
    'own origin, Trusted Types',
    'CDN',
    'CDN, Trusted Types',
    'CDN, worker-src',
    'CDN, worker file on the own origin',
    'one-line file',
  ]);
});

test.each(['own origin', 'own origin, Trusted Types'])(
  "under the guide's policy for %s, everything works, and with less it does not",
  { timeout: 300_000 },
  async (name) => {
    await expectWholeAndMinimal(POLICIES.get(name)!, pageOf(''));
  },
);

test.each(['CDN', 'CDN, Trusted Types', 'CDN, worker-src'])(
  "under the guide's policy for %s, everything works, and with less it does not",
  { timeout: 300_000 },
  async (name) => {
    await expectWholeAndMinimal(POLICIES.get(name)!, pageOf(cdn.origin));
  },
);

test("a one-line worker file on the shop's own origin, under the guide's policies for page and file", {
  timeout: 300_000,
}, async () => {
  const line = site.addScript(`import '${cdn.origin}/aisle/aisle-worker.js';`);
  const filePolicy = POLICIES.get('one-line file')!;
  const serveLine = (policy: string) =>
    site.headers.set(new URL(line).pathname, { 'Content-Security-Policy': served(policy) });
  const page = pageOf(cdn.origin, ` data-worker="${new URL(line).pathname}"`);
  serveLine(filePolicy);
  await expectWholeAndMinimal(POLICIES.get('CDN, worker file on the own origin')!, page);
  for (const less of withoutEachPart(filePolicy)) {
    serveLine(less);
    expect.soft(await missingUnder(POLICIES.get('own origin')!, page), less).not.toEqual([]);
  }
});

test('where Trusted Types do not name our policy, the page has its lists, a reason and one line on the console', async () => {
  const console: string[] = [];
  const context = await site.newContext();
  context.on('console', (message) => message.text().startsWith('[aisle]') && console.push(message.text()));
  const policy = served(POLICIES.get('own origin, Trusted Types')!).replace(
    'trusted-types aisle',
    'trusted-types shop',
  );
  const found = await tryTag(await openUnder(site, policy, pageOf('')('wasm'), context));
  expect(found).toMatchObject({
    stored: true,
    asGiven: true,
    ranked: false,
    reason: 'worker-unavailable',
    worker: 'unavailable',
    code: 'worker-unavailable',
  });
  expect(found.message).toMatch(/requires 'TrustedScriptURL'.* Trusted Types must allow the policy aisle\.$/);
  expect(console).toEqual([`[aisle] ${found.message} Lists stay as they are.`]);
});

test("a shop's own default policy that passes the worker's URL is enough", async () => {
  const html = pageOf('')('wasm').replace(
    '<head>',
    '<head><script nonce="abc">trustedTypes.createPolicy("default", { createScriptURL: (url) => (url.endsWith("/aisle/aisle-worker.js") ? url : null) });</script>',
  );
  const policy = served(POLICIES.get('own origin, Trusted Types')!).replace(
    'trusted-types aisle',
    'trusted-types default',
  );
  expect(await tryTag(await openUnder(site, policy, html))).toMatchObject(wholeOn('wasm'));
});
