import { exampleOf, nameIn, type Schema } from './documentation-example.ts';

type Body = { content?: Record<string, { schema?: Schema }>; description?: string };
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Operation = {
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses?: Record<string, Body>;
};
export type Document = {
  info: { title: string; description?: string };
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

export const style = `:root{color-scheme:light dark;--line:light-dark(#dde,#334);--soft:light-dark(#f5f6fa,#1b1d26);--link:light-dark(#1a4fb4,#8ab4ff)}
body{font:16px/1.55 system-ui,sans-serif;margin:0;color:light-dark(#1b1d26,#e8e9f0);background:light-dark(#fff,#12131a)}
body>div{display:grid;grid-template-columns:17rem minmax(0,46rem);gap:3rem;max-width:70rem;margin:auto;padding:0 1.5rem 4rem}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:2rem 0;font-size:.875rem}
nav ul{list-style:none;margin:0 0 1rem;padding:0}nav a{display:block;padding:.15rem 0 .15rem 1rem;text-indent:-1rem;overflow-wrap:anywhere;text-decoration:none}
a{color:var(--link)}h1{margin:2rem 0 0}h2{margin:3rem 0 0;font-size:1.25rem;overflow-wrap:anywhere}h3{margin:1.5rem 0 .25rem;font-size:1rem}
code,pre{font:.85em/1.5 ui-monospace,monospace}pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;overflow:auto;max-height:26rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
.scroll{overflow-x:auto}small{font-weight:400;opacity:.75}
@media(max-width:50rem){body>div{display:block}nav{position:static;max-height:none;padding-bottom:0}}`;

/** One readable page of an OpenAPI document: no script, nothing loaded, an anchor for each route and schema. */
export function pageOf(document: Document): string {
  const schemas = document.components?.schemas ?? {};
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  const link = (id: string, text: string) => `<li><a href="#${id}">${escape(text)}</a></li>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)} API</title><style>${style}</style></head><body><div>
<nav aria-label="Contents"><strong>Routes</strong><ul>${routes.map(({ name }) => link(anchor(name), name)).join('')}</ul>
<strong>Shapes</strong><ul>${Object.keys(schemas)
    .map((name) => link(`shape-${name}`, name))
    .join('')}</ul></nav>
<main><h1>${escape(document.info.title)} API</h1>
${prose(document.info.description ?? '')}
<p>As a document: <a href="openapi.json">openapi.json</a></p>
${routes.map(({ name, operation }) => section(name, operation, schemas)).join('\n')}
${Object.entries(schemas)
  .map(
    ([name, schema]) => `<h2 id="shape-${name}">${escape(name)}</h2>${prose(schema.description ?? '')}${shape(schema)}`,
  )
  .join('\n')}
</main></div></body></html>`;
}

function section(name: string, operation: Operation, schemas: Record<string, Schema>): string {
  const { parameters = [], requestBody, responses = {} } = operation;
  const isPublic = operation.security?.length === 0;
  const fields = parameters.map(({ name: field, in: place, required, description, schema = {} }) =>
    row(
      `${field}`,
      `${typeOf(schema)}<br><small>${place}${required ? ', required' : ''}</small>`,
      description ?? schema.description,
    ),
  );
  const example = (body: Body | undefined) => {
    const [type, { schema } = {}] = Object.entries(body?.content ?? {})[0] ?? [];
    if (schema === undefined || type !== 'application/json') return '';
    return `<pre tabindex="0">${escape(JSON.stringify(exampleOf(schema, schemas), null, 2))}</pre>`;
  };
  const shapeIn = (body: Body | undefined) => {
    const [{ schema } = {}] = Object.values(body?.content ?? {});
    return schema === undefined ? '' : `<p>${typeOf(schema)}</p>${schema.properties ? shape(schema) : ''}`;
  };
  const problems = Object.entries(responses).filter(([status]) => status !== '200');
  return `<section><h2 id="${anchor(name)}"><code>${escape(name)}</code></h2>
<p>${inline(operation.summary ?? '')}. ${inline(operation.description ?? '')}${isPublic ? ' <small>Needs no token.</small>' : ''}</p>
${fields.length > 0 ? `<h3>Fields</h3>${table(fields)}` : ''}
${requestBody ? `<h3>Body</h3>${shapeIn(requestBody)}${example(requestBody)}` : ''}
<h3>Answer</h3>${shapeIn(responses['200'])}${example(responses['200'])}
<h3>Problems</h3>${table(problems.map(([status, { description }]) => row(status, '', description)))}</section>`;
}

const shape = (schema: Schema): string =>
  schema.properties === undefined ? `<p>${typeOf(schema)}</p>` : table(rowsIn(schema, ''));

/** A row for each field, and below it for each field within: `lines`, `lines[].sku`. What has a name has its own table. */
function rowsIn(schema: Schema, at: string): string[] {
  if (schema.$ref !== undefined) return [];
  if (schema.items !== undefined) return rowsIn(schema.items, `${at}[]`);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = at === '' ? name : `${at}.${name}`;
    const optional = schema.required?.includes(name) ? '' : '<br><small>optional</small>';
    return [row(path, typeOf(property) + optional, property.description), ...rowsIn(property, path)];
  });
  return [...own, ...choices.flatMap((choice) => rowsIn(choice, at))];
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return `<a href="#shape-${nameIn(schema.$ref)}">${escape(nameIn(schema.$ref))}</a>`;
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return choices.map(typeOf).join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.enum !== undefined) return schema.enum.map((value) => `<code>${escape(String(value))}</code>`).join(', ');
  if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  return escape([type, schema.format, limits(schema)].filter(Boolean).join(', '));
}

const limits = ({ minimum, maximum, minItems, maxItems, minLength, maxLength }: Schema): string =>
  [
    span(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, ''),
    span(minItems, maxItems, ' entries'),
    span(minLength, maxLength, ' characters'),
  ]
    .filter(Boolean)
    .join(', ');

function span(least: number | undefined, most: number | undefined, unit: string): string {
  const low = least === undefined || least === Number.MIN_SAFE_INTEGER ? undefined : least;
  if (low !== undefined && most !== undefined) return `${low} to ${most}${unit}`;
  if (most !== undefined) return `at most ${most}${unit}`;
  return low === undefined ? '' : `at least ${low}${unit}`;
}

const anchor = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
const table = (rows: string[]) => `<div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`;
const row = (name: string, type: string, text = '') =>
  `<tr><th scope="row"><code>${escape(name)}</code></th>${type === '' ? '' : `<td>${type}</td>`}<td>${inline(text)}</td></tr>`;
const prose = (text: string) =>
  text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('    ') ? `<pre tabindex="0">${escape(part.trim())}</pre>` : `<p>${inline(part)}</p>`,
    )
    .join('\n');
const inline = (text: string) =>
  escape(text)
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
