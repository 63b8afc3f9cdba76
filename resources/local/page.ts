const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A whole small page in the look of the local cloud's own pages, light or dark as the reader's system is. */
export function page(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; --line: light-dark(#d5d9df, #3a3f47); --card: light-dark(#fff, #1f2329);
    --ground: light-dark(#f5f6f8, #14171b); --soft: light-dark(#565e6a, #a4acb8); --accent: light-dark(#1c5fd4, #86b2ff); }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 64rem; margin: 0 auto; padding: 2rem 1.25rem; }
  h1 { font-size: 1.5rem; margin: 0 0 1rem; }
  a { color: var(--accent); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .soft { color: var(--soft); }
  ${style}
</style>
<main>
${body}
</main>
</html>
`;
}
