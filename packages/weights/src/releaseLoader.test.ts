import { AisleError } from '@aisle/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type LoaderOptions, ReleaseLoader, type UpdateHooks } from './releaseLoader.js';
import { CACHE_NAME, CHANNEL_URL, TestCdn, testKey } from './testing/testCdn.js';
import { packTiny, tinyValues } from './testing/tinyRelease.js';

const HOUR_MS = 3_600_000;
const one = await packTiny();
const two = await packTiny({ values: tinyValues().set('item_bias', Float32Array.of(0, 1, 2, 3)) });
const [ONE, TWO] = [one, two].map(({ manifestJson }) => manifestJson.releaseId as string);

let cdn: TestCdn;
let hooks: UpdateHooks;
beforeEach(async () => {
  cdn = new TestCdn();
  await cdn.point(await cdn.publish(one));
  hooks = { check: () => {}, whenIdle: async () => {}, onProblem: () => {} };
});

/** The loader of a tab. */
const openTab = (options: Partial<LoaderOptions> = {}) =>
  new ReleaseLoader(
    {
      manifestUrl: CHANNEL_URL,
      cacheName: CACHE_NAME,
      publicKeys: [],
      updateIntervalMs: HOUR_MS,
      network: 'free',
      ...options,
    },
    cdn.environment(),
  );

const idOf = (release: { readonly manifest: { readonly releaseId: string } } | undefined) =>
  release?.manifest.releaseId;

/** A tab with release one, and a channel that offers release two. */
async function tabWithOlder(options: Partial<LoaderOptions> = {}) {
  const loader = openTab(options);
  const current = (await loader.update(undefined, hooks))!;
  await cdn.point(await cdn.publish(two), { sequence: 2 });
  cdn.requests.length = 0;
  cdn.nowMs += HOUR_MS;
  return { loader, current };
}

test('the first visit downloads, the next one reads the cache', async () => {
  expect(await openTab().loadCached()).toBeUndefined();
  expect(idOf(await openTab().update(undefined, hooks))).toBe(ONE);
  cdn.requests.length = 0;
  const loader = openTab();
  expect(idOf(await loader.loadCached())).toBe(ONE);
  expect([loader.source!.channel, cdn.requests]).toEqual(['stable', []]);
});

test('follows the channel to its next release', async () => {
  const { loader, current } = await tabWithOlder();
  expect(idOf(await loader.update(current, hooks))).toBe(TWO);
  expect(cdn.requests).toEqual(['stable.json', 'manifest.json', 'items.bin']);
  expect(idOf(await openTab().loadCached())).toBe(TWO);
});

test('an unchanged channel costs one request', async () => {
  const loader = openTab();
  const current = (await loader.update(undefined, hooks))!;
  cdn.requests.length = 0;
  cdn.nowMs += HOUR_MS;
  expect(await loader.update(current, hooks)).toBe(current);
  expect(cdn.requests).toEqual(['stable.json']);
});

test('a renewed pointer changes the correction of the season without a download', async () => {
  const loader = openTab();
  const release = await cdn.publish(one);
  const current = (await loader.update(undefined, hooks))!;
  expect(loader.source!.intentIntercept).toBeUndefined();
  await cdn.point({ ...release, intentIntercept: 0.5 }, { sequence: 2 });
  cdn.requests.length = 0;
  cdn.nowMs += HOUR_MS;
  expect(await loader.update(current, hooks)).toBe(current);
  expect([loader.source!.intentIntercept, cdn.requests]).toEqual([0.5, ['stable.json']]);
  const nextPage = openTab();
  await nextPage.loadCached();
  expect(nextPage.source!.intentIntercept).toBe(0.5);
});

test('within the interval, a tab uses the correction of another tab', async () => {
  const [tab, other] = [openTab(), openTab()];
  const current = (await tab.update(undefined, hooks))!;
  const currentOfOther = (await other.update(undefined, hooks))!;
  await cdn.point({ ...(await cdn.publish(one)), intentIntercept: 0.5 }, { sequence: 2 });
  cdn.nowMs += HOUR_MS;
  await tab.update(current, hooks);
  cdn.requests.length = 0;
  expect(await other.update(currentOfOther, hooks)).toBe(currentOfOther);
  expect([other.source!.intentIntercept, cdn.requests]).toEqual([0.5, []]);
});

test('the pointer is requested at once, and the release in a pause', async () => {
  const { loader, current } = await tabWithOlder();
  const requestedBefore: string[][] = [];
  const whenIdle = async () => void requestedBefore.push([...cdn.requests]);
  await loader.update(current, { ...hooks, whenIdle });
  expect(requestedBefore).toEqual([['stable.json'], ['stable.json', 'manifest.json', 'items.bin']]);
});

describe('within the interval', () => {
  test('no request is sent', async () => {
    const { loader, current } = await tabWithOlder();
    cdn.nowMs -= 1;
    expect(await loader.update(current, hooks)).toBe(current);
    expect(cdn.requests).toEqual([]);
  });

  test('the latest problem is thrown again', async () => {
    const { loader, current } = await tabWithOlder();
    cdn.files.delete(CHANNEL_URL);
    await expect(loader.update(current, hooks)).rejects.toMatchObject({ code: 'manifest-unreachable' });
    await expect(loader.update(current, hooks)).rejects.toMatchObject({ code: 'manifest-unreachable' });
    expect(cdn.requests).toEqual(['stable.json']);
  });

  test('a clock set back does not prevent an update', async () => {
    const { loader, current } = await tabWithOlder();
    cdn.nowMs -= 2 * HOUR_MS;
    expect(idOf(await loader.update(current, hooks))).toBe(TWO);
  });
});

test('data saving defers updates', async () => {
  const { loader, current } = await tabWithOlder({ network: 'saving' });
  await expect(loader.update(current, hooks)).rejects.toMatchObject({ code: 'update-deferred' });
  expect(cdn.requests).toEqual([]);
});

test('a release that failed its check is not downloaded again', async () => {
  const { loader, current } = await tabWithOlder();
  const check = () => {
    throw new AisleError('release-failed-check', 'no');
  };
  await expect(loader.update(current, { ...hooks, check })).rejects.toMatchObject({ code: 'release-failed-check' });
  cdn.nowMs += HOUR_MS;
  cdn.requests.length = 0;
  await expect(loader.update(current, hooks)).rejects.toMatchObject({ code: 'release-failed-check' });
  expect([cdn.requests, idOf(await openTab().loadCached())]).toEqual([['stable.json'], ONE]);
});

test('a rollout applies to buckets below its share', async () => {
  const [stable, next] = [await cdn.publish(one), await cdn.publish(two)];
  await cdn.point(stable, { rollout: { id: 'r1', share: 0.4, release: next } });
  cdn.bucket = 0.39;
  expect(idOf(await openTab({ cacheName: 'first' }).update(undefined, hooks))).toBe(TWO);
  cdn.bucket = 0.4;
  expect(idOf(await openTab({ cacheName: 'second' }).update(undefined, hooks))).toBe(ONE);
});

describe('with pinned keys', () => {
  test('an unsigned pointer is refused', async () => {
    await expect(openTab({ publicKeys: ['key'] }).update(undefined, hooks)).rejects.toMatchObject({
      code: 'pointer-refused',
    });
  });

  test('a manifest without a pointer is refused', async () => {
    cdn.files.set(CHANNEL_URL, one.files.get('manifest.json')!);
    await expect(openTab({ publicKeys: ['key'] }).update(undefined, hooks)).rejects.toThrow('is not a signed pointer');
  });

  test('an unsigned release is not loaded from the cache', async () => {
    await openTab().update(undefined, hooks);
    expect(await openTab({ publicKeys: ['key'] }).loadCached()).toBeUndefined();
  });

  test('a cached release loads while one of its signers is pinned', async () => {
    const [key, next] = [await testKey(), await testKey()];
    await cdn.point(await cdn.publish(one), {}, [key]);
    const loader = openTab({ publicKeys: [key.publicKey, next.publicKey] });
    expect(idOf(await loader.update(undefined, hooks))).toBe(ONE);
    expect(loader.source!.signedBy).toEqual([key.publicKey]);
    expect(idOf(await openTab({ publicKeys: [key.publicKey] }).loadCached())).toBe(ONE);
    expect(await openTab({ publicKeys: [next.publicKey] }).loadCached()).toBeUndefined();
  });

  test('a new signature makes a cached release trusted without a download', async () => {
    const [key, next] = [await testKey(), await testKey()];
    const release = await cdn.publish(one);
    await cdn.point(release, {}, [key]);
    const loader = openTab({ publicKeys: [key.publicKey, next.publicKey] });
    const current = await loader.update(undefined, hooks);
    await cdn.point(release, { sequence: 2 }, [next]);
    cdn.requests.length = 0;
    cdn.nowMs += HOUR_MS;
    await loader.update(current, hooks);
    expect(cdn.requests).toEqual(['stable.json']);
    expect(idOf(await openTab({ publicKeys: [next.publicKey] }).loadCached())).toBe(ONE);
  });
});

test('without pinned keys the URL can be that of a manifest', async () => {
  cdn.files.set('https://shop.example/weights/files/manifest.json', one.files.get('manifest.json')!);
  const options = { manifestUrl: 'https://shop.example/weights/files/manifest.json' };
  expect(idOf(await openTab(options).update(undefined, hooks))).toBe(ONE);
  expect(idOf(await openTab(options).loadCached())).toBe(ONE);
});

describe('with another tab', () => {
  /** Another tab holds the lock until `release` is called. */
  function occupyLock() {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    cdn.locks = {
      request: async (_: string, options: LockOptions, work: (lock: unknown) => unknown) => {
        if (options.ifAvailable) return work(null);
        const aborted = new Promise((_, reject) =>
          options.signal?.addEventListener('abort', () => reject(options.signal!.reason)),
        );
        await Promise.race([released, aborted]);
        return work({});
      },
    } as unknown as LockManager;
    return release;
  }

  test('a tab with a release does not wait', async () => {
    const { loader, current } = await tabWithOlder();
    occupyLock();
    const tab = openTab();
    await tab.loadCached();
    expect(await tab.update(current, hooks)).toBeUndefined();
    expect([loader.source!.releaseId, cdn.requests]).toEqual([ONE, []]);
  });

  test('a tab without a release waits and loads that of the other', async () => {
    const release = occupyLock();
    const tab = openTab();
    const updated = tab.update(undefined, hooks);
    const { locks } = cdn;
    cdn.locks = undefined;
    await openTab().update(undefined, hooks);
    cdn.locks = locks;
    cdn.requests.length = 0;
    release();
    expect([idOf(await updated), cdn.requests]).toEqual([ONE, []]);
  });

  test('a tab without a release waits 15 seconds, then downloads it', async () => {
    occupyLock();
    const updated = openTab().update(undefined, hooks);
    cdn.clock.advance(14_999);
    await new Promise((resolve) => setTimeout(resolve));
    expect(cdn.requests).toEqual([]);
    cdn.clock.advance(1);
    expect(idOf(await updated)).toBe(ONE);
    expect([await openTab().loadCached().then(idOf), cdn.clock.pendingTimers]).toEqual([ONE, 0]);
  });

  test('a slow download ends, and the next tab tries', async () => {
    // The server sends one byte a second.
    const trickle = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          cdn.clock.advance(1000);
          controller.enqueue(Uint8Array.of(32));
        },
      });
    cdn.answer = (url) => (url.endsWith('/stable.json') ? new Response(trickle()) : undefined);
    await expect(openTab().update(undefined, hooks)).rejects.toMatchObject({ code: 'download-slow' });
    cdn.answer = undefined;
    expect(idOf(await openTab().update(undefined, hooks))).toBe(ONE);
  });

  test('an aborted signal ends the wait', async () => {
    occupyLock();
    const stop = new AbortController();
    const updated = openTab().update(undefined, hooks, stop.signal);
    stop.abort();
    await expect(updated).rejects.toMatchObject({ code: 'aborted' });
    expect([cdn.requests, cdn.caches.writes]).toEqual([[], []]);
  });

  test('a browser that denies locks updates without them', async () => {
    cdn.locks = {
      request: () => Promise.reject(new DOMException('refused', 'SecurityError')),
    } as unknown as LockManager;
    expect(idOf(await openTab().update(undefined, hooks))).toBe(ONE);
  });
});

describe('an aborted signal', () => {
  test.each(['stable.json', 'manifest', 'items', 'encoder'])(
    'stops the update at %s and all later writes',
    async (at) => {
      const { loader, current } = await tabWithOlder();
      const stop = new AbortController();
      let writes = 0;
      cdn.answer = (url) => {
        if (url.includes(at)) {
          writes = cdn.caches.writes.length;
          stop.abort();
        }
        return undefined;
      };
      const all = at === 'encoder' ? undefined : current;
      if (!all) cdn.caches.files.clear();
      await expect(loader.update(all, hooks, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
      expect(cdn.caches.writes.length).toBe(writes);
    },
  );

  test('during a busy phase keeps the release in use', async () => {
    const { loader, current } = await tabWithOlder();
    const stop = new AbortController();
    let accepted = false;
    const whenIdle = async () => {
      if (cdn.requests.includes('items.bin')) stop.abort();
    };
    await expect(
      loader.update(current, { ...hooks, whenIdle, check: () => (accepted = true) }, stop.signal),
    ).rejects.toMatchObject({ code: 'aborted' });
    expect([accepted, idOf(await openTab().loadCached())]).toEqual([false, ONE]);
  });
});

describe('a state that another script has written heals', () => {
  const STATE_URL = `${CHANNEL_URL}.unsigned.aisle-state`;
  const stateOf = (url = STATE_URL) => JSON.parse(new TextDecoder().decode(cdn.caches.files.get(url)));
  const poison = (changes: object, url = STATE_URL) =>
    cdn.caches.files.set(url, new TextEncoder().encode(JSON.stringify({ ...stateOf(url), ...changes })));
  const maximum = () => ({
    pointer: {
      ...stateOf().pointer,
      signed: stateOf().pointer.signed.replace('"sequence":1', `"sequence":${Number.MAX_SAFE_INTEGER}`),
    },
  });

  test('the largest sequence number, after a day', async () => {
    const { loader, current } = await tabWithOlder();
    poison(maximum());
    await expect(loader.update(current, hooks)).rejects.toMatchObject({ code: 'pointer-refused' });
    cdn.nowMs += 86_400_000;
    await cdn.point(await cdn.publish(two), { sequence: 2, expiresAt: '2026-02-20T00:00:00.000Z' });
    expect(idOf(await loader.update(current, hooks))).toBe(TWO);
  });

  test('the largest sequence number beside a pinned key, at once', async () => {
    const key = await testKey();
    const options = { publicKeys: [key.publicKey] };
    await cdn.point(await cdn.publish(one), {}, [key]);
    const loader = openTab(options);
    const current = await loader.update(undefined, hooks);
    const url = `${CHANNEL_URL}.aisle-state`;
    const { pointer } = stateOf(url);
    const signed = pointer.signed.replace('"sequence":1', `"sequence":${Number.MAX_SAFE_INTEGER}`);
    poison({ pointer: { ...pointer, signed }, sequence: 2 ** 53 - 1, sequenceKeys: [key.publicKey] }, url);
    await cdn.point(await cdn.publish(two), { sequence: 2 }, [key]);
    cdn.nowMs += HOUR_MS;
    expect(idOf(await loader.update(current, hooks))).toBe(TWO);
  });

  test('a failed check of the channel’s release, after a day', async () => {
    const { loader, current } = await tabWithOlder();
    poison({ failed: [`${TWO} 0.1.0 ${cdn.nowMs}`] });
    await expect(loader.update(current, hooks)).rejects.toMatchObject({ code: 'release-failed-check' });
    cdn.nowMs += 86_400_000;
    expect(idOf(await loader.update(current, hooks))).toBe(TWO);
  });

  test('a check in a distant future, at once', async () => {
    const { loader, current } = await tabWithOlder();
    poison({ checkedMs: 8e15, problem: { code: 'internal', message: 'no' } });
    expect(idOf(await loader.update(current, hooks))).toBe(TWO);
  });

  test('a release that is not cached, at once', async () => {
    await openTab().update(undefined, hooks);
    poison({ release: { ...stateOf().release, manifestUrl: 'x:', manifestKey: 'x:' } });
    const loader = openTab();
    expect(await loader.loadCached()).toBeUndefined();
    expect(idOf(await loader.update(undefined, hooks))).toBe(ONE);
    expect(await openTab().loadCached().then(idOf)).toBe(ONE);
  });
});

test('a calibration record lasts until the next release', async () => {
  const { loader, current } = await tabWithOlder();
  await loader.calibrationOf(current).write('wasm');
  expect(await openTab().calibrationOf(current).read()).toBe('wasm');
  const next = (await loader.update(current, hooks))!;
  expect([await loader.calibrationOf(next).read(), await loader.calibrationOf(current).read()]).toEqual([
    undefined,
    undefined,
  ]);
});
