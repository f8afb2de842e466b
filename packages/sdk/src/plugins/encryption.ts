export { encryption } from '@aisle/tracker/plugins/encryption';
export type { Plugin, PluginHost } from '@aisle/tracker';
