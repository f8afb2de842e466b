export type { Plugin, PluginHost } from '@aisle/tracker';
export { globalPrivacyControl } from '@aisle/tracker/plugins/globalPrivacyControl';
