import type { DeviceHints, EngineOptions } from '@aisle/worker';

/** Below this level, a device that is not charging saves resources. */
const LOW_BATTERY = 0.2;

interface NavigatorWithHints {
  readonly connection?: { readonly saveData?: boolean; readonly type?: string };
  readonly getBattery?: () => Promise<{ readonly charging: boolean; readonly level: number }>;
}

/** Reads data saving (https://wicg.github.io/savedata/) and the battery (https://w3c.github.io/battery/). Without either API, nothing is saved. */
export async function deviceHints(): Promise<DeviceHints> {
  const { connection, getBattery } = navigator as NavigatorWithHints;
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  return {
    saveResources: connection?.saveData === true || (!!battery && !battery.charging && battery.level < LOW_BATTERY),
  };
}

/** Browsers do not report whether a connection is metered, so `type: 'cellular'` counts as metered: https://wicg.github.io/netinfo/ */
export function networkKind(): EngineOptions['network'] {
  const { connection } = navigator as NavigatorWithHints;
  if (connection?.saveData) return 'saving';
  return connection?.type === 'cellular' ? 'metered' : 'free';
}
