import type { DeviceHints } from '@aisle/worker';

/** Below it, a device that is not charging is spared. */
const LOW_BATTERY = 0.2;
/** A page that is never idle is measured all the same, in a thread of its own. */
const LONGEST_WAIT_MS = 5_000;

interface HintingNavigator {
  readonly connection?: { readonly saveData?: boolean };
  readonly getBattery?: () => Promise<{ readonly charging: boolean; readonly level: number }>;
}

/** What browsers tell of the device, once the page is idle; what they do not tell counts as nothing to spare. */
export async function deviceHints(): Promise<DeviceHints> {
  // Safari has no idle callback.
  await new Promise<void>((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT_MS });
    else setTimeout(resolve, 0);
  });
  const { connection, getBattery } = navigator as HintingNavigator;
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  return { frugal: connection?.saveData === true || (!!battery && !battery.charging && battery.level < LOW_BATTERY) };
}
