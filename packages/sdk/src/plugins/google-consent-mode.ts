export type { Plugin, PluginHost } from '@aisle/tracker';
export { googleConsentMode } from '@aisle/tracker/plugins/googleConsentMode';
