import type { DeviceHints, EngineOptions } from '@aisle/worker';

/** Below it, a device that is not charging is spared. */
const LOW_BATTERY = 0.2;
/** A page that loads for longer is served all the same, from a thread of its own. */
const LONGEST_LOAD_WAIT_MS = 2_000;
/** So is one that is never idle. Chromium (156) has no idle time after a click until it paints another frame, which nothing may ask for. */
const LONGEST_IDLE_WAIT_MS = 500;

interface HintingNavigator {
  readonly connection?: { readonly saveData?: boolean; readonly type?: string };
  readonly getBattery?: () => Promise<{ readonly charging: boolean; readonly level: number }>;
}

/** Resolves when the page has loaded and has nothing to do: until then, its own work needs the device. */
export async function whenIdle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => {
      addEventListener('load', resolve);
      setTimeout(resolve, LONGEST_LOAD_WAIT_MS);
    });
  await new Promise((resolve) => {
    // Safari has no idle callback.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(resolve, { timeout: LONGEST_IDLE_WAIT_MS });
    else setTimeout(resolve);
  });
}

/** What browsers tell of the device; what they do not tell counts as nothing to spare. */
export async function deviceHints(): Promise<DeviceHints> {
  const { connection, getBattery } = navigator as HintingNavigator;
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  return { saveResources: connection?.saveData === true || (!!battery && !battery.charging && battery.level < LOW_BATTERY) };
}

/** No browser tells whether a connection is metered; those that tell its kind tell that it is a mobile network. */
export function networkKind(): EngineOptions['network'] {
  const { connection } = navigator as HintingNavigator;
  if (connection?.saveData) return 'saving';
  return connection?.type === 'cellular' ? 'metered' : 'free';
}
