export type { Plugin, PluginHost } from '@aisle/tracker';
export { encryption } from '@aisle/tracker/plugins/encryption';
