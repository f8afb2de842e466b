import { defineConfig } from 'vite';

export default defineConfig({
  define: { __AUTOMATION__: JSON.stringify(process.env.AISLE_AUTOMATION ?? '') },
});
