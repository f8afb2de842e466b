export { googleConsentMode } from '@aisle/tracker/plugins/googleConsentMode';
export type { Plugin, PluginHost } from '@aisle/tracker';
