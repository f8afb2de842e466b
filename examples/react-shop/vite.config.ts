import { aisle } from '@aisle/sdk/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  // Serves the worker and its chunks at /aisle/, and adds them to the build.
  plugins: [aisle()],
  // A separate file stays in the browser's cache when the shop changes.
  build: {
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'aisle', test: /vendor\/(react|sdk)\// }] } } },
  },
  define: { __AUTOMATION__: JSON.stringify(process.env.AISLE_AUTOMATION ?? '') },
});
