import { escapeHtml, page } from './page.ts';
import type { Person } from './people.ts';

const style = `
  main { max-width: 26rem; padding-top: 12vh; }
  form { display: grid; gap: .75rem; }
  button { display: grid; gap: .1rem; width: 100%; padding: .9rem 1.1rem; text-align: left; font: inherit; cursor: pointer;
    color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
  button:hover { border-color: var(--accent); }
  strong { font-size: 1.1rem; }`;

/** The sign-in page: one button for each person, and no password, since nobody but this machine can reach it. */
export function signInPage(action: string, people: readonly Person[]): string {
  const buttons = people.map(
    (person, index) =>
      `<button name="person" value="${escapeHtml(person.key)}"${index === 0 ? ' autofocus' : ''}>
<strong>${escapeHtml(person.name)}</strong><span class="soft">${escapeHtml(person.role)}</span></button>`,
  );
  return page(
    'Sign in',
    `<h1>Sign in to Stockroom</h1>
<p class="soft">This is the local cloud: choose who you are.</p>
<form method="post" action="${escapeHtml(action)}">
${buttons.join('\n')}
</form>`,
    style,
  );
}

/** The page between "sign out" and the application: it confirms by itself, and has a button where scripts are off. */
export function signOutPage(form: string): string {
  return page(
    'Signing out',
    `<h1>Signing out</h1>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<script>
  const form = document.getElementById('op.logoutForm');
  form.insertAdjacentHTML('beforeend', '<input type="hidden" name="logout" value="yes">');
  form.submit();
</script>`,
    style,
  );
}

/** The page for a request that cannot be answered, such as a sign-in link that is too old. */
export function problemPage(title: string, text: string, webOrigin: string): string {
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>\n<p><a href="${escapeHtml(webOrigin)}/">Back to Stockroom</a></p>`,
    style,
  );
}
