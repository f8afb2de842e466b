export type { Plugin, PluginHost } from '@aisle/tracker';
export { structuredData } from '@aisle/tracker/plugins/structuredData';
