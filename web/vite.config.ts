import { defineConfig } from 'vite';

/** The dashboard, as files that the API serves. Addresses are relative: it works below any path. */
export default defineConfig({
  root: new URL('./dashboard', import.meta.url).pathname,
  base: './',
  publicDir: 'public',
  build: {
    outDir: new URL('../dist/dashboard', import.meta.url).pathname,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a strict policy allows no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
