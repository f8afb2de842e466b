import type { DeviceHints, EngineOptions } from '@aisle/worker';

/** Below it, a device that is not charging is spared. */
const LOW_BATTERY = 0.2;

interface HintingNavigator {
  readonly connection?: { readonly saveData?: boolean; readonly type?: string };
  readonly getBattery?: () => Promise<{ readonly charging: boolean; readonly level: number }>;
}

/** What browsers tell of the device; what they do not tell counts as nothing to spare. */
export async function deviceHints(): Promise<DeviceHints> {
  const { connection, getBattery } = navigator as HintingNavigator;
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  return {
    saveResources: connection?.saveData === true || (!!battery && !battery.charging && battery.level < LOW_BATTERY),
  };
}

/** No browser tells whether a connection is metered; those that tell its kind tell that it is a mobile network. */
export function networkKind(): EngineOptions['network'] {
  const { connection } = navigator as HintingNavigator;
  if (connection?.saveData) return 'saving';
  return connection?.type === 'cellular' ? 'metered' : 'free';
}
