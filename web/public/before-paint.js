// Runs before the first paint, as a file of its own because the content security policy forbids inline script.
// The page appears in the chosen colours at once, not after React has started.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  } catch {
    // Storage is closed to this page: follow the system.
  }
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
  // zod looks for `new Function` when its first schema is made; the policy forbids that and would report it.
  globalThis.__zod_globalConfig = { jitless: true };
})();
