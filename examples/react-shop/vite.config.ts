import { defineConfig } from 'vite';

export default defineConfig({
  // A separate file stays in the browser's cache when the shop changes.
  build: {
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'aisle', test: /vendor\/(react|sdk)\// }] } } },
  },
  define: { __AUTOMATION__: JSON.stringify(process.env.AISLE_AUTOMATION ?? '') },
});
