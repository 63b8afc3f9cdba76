import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

/** The web app, built into `web/dist` from whichever folder the build is started in. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and images would become data: URLs, which the content security policy allows for images alone.
    assetsInlineLimit: 0,
    // Inserts no script; every browser of the target preloads modules by itself.
    modulePreload: { polyfill: false },
    // What every visit loads is one file: on a phone's network each request more takes longer than its bytes.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] } } },
  },
});
