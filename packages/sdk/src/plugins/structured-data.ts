export { structuredData } from '@aisle/tracker/plugins/structuredData';
export type { Plugin, PluginHost } from '@aisle/tracker';
