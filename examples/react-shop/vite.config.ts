import { defineConfig } from 'vite';

export default defineConfig({
  // In a file of its own, which a new version of the shop leaves in the browser's cache.
  build: {
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'aisle', test: /vendor\/(react|sdk)\// }] } } },
  },
  define: { __AUTOMATION__: JSON.stringify(process.env.AISLE_AUTOMATION ?? '') },
});
