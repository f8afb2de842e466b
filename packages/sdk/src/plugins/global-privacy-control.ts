export { globalPrivacyControl } from '@aisle/tracker/plugins/globalPrivacyControl';
export type { Plugin, PluginHost } from '@aisle/tracker';
