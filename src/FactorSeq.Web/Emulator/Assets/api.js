// The OpenAPI document as a page. Everything goes through textContent (see `h`).

import { $, h } from './dom.js';

const base = document.documentElement.dataset.base;
const verbs = ['get', 'post', 'put', 'patch', 'delete'];

/** What a reference stands for, and what it is called. */
function resolve(api, schema) {
  if (!schema?.$ref) return [schema, null];
  const name = schema.$ref.split('/').pop();
  return [schema.$ref.split('/').slice(1).reduce((at, part) => at[part], api), name];
}

/** A schema in a few words: `Push[]`, `text or null`, `approve | deny`. */
function inWords(api, schema) {
  const [found, name] = resolve(api, schema);
  if (!found) return 'anything';
  if (found.oneOf) return found.oneOf.map(one => inWords(api, one)).join(', or ');
  if (found.type === 'array') return `${inWords(api, found.items)}[]`;
  if (name) return name;
  if (found.enum) return found.enum.join(' | ');
  const types = [found.type ?? 'anything'].flat();
  return types.map(type => ({ string: { 'date-time': 'instant', duration: 'duration' }[found.format] ?? 'text', integer: 'number', boolean: 'true | false' }[type] ?? type)).join(' or ');
}

function members(api, schema) {
  let [found] = resolve(api, schema);
  if (found?.type === 'array') [found] = resolve(api, found.items);
  if (!found?.properties) return null;
  const needed = new Set(found.required ?? []);
  return h('table', { class: 'members' }, h('tbody', null, Object.entries(found.properties).map(([name, property]) => h('tr', null,
    h('th', { scope: 'row', class: needed.has(name) ? 'needed' : null }, name),
    h('td', null, inWords(api, property)),
    h('td', null, property.description ?? '')))));
}

function part(api, title, schema) {
  return schema && [h('h4', null, `${title}: ${inWords(api, schema)}`), members(api, schema)];
}

function call(api, path, verb, operation) {
  const parameters = operation.parameters ?? [];
  return h('article', { class: 'call', id: operation.operationId },
    h('h3', null, h('span', { class: 'verb', 'data-verb': verb }, verb.toUpperCase()), h('span', { class: 'path' }, path)),
    h('p', null, operation.summary),
    operation.description && h('p', { class: 'soft' }, operation.description),
    parameters.length > 0 && [h('h4', null, 'Parameters'), h('table', { class: 'members' }, h('tbody', null, parameters.map(parameter => h('tr', null,
      h('th', { scope: 'row', class: parameter.required ? 'needed' : null }, parameter.name),
      h('td', null, `${inWords(api, parameter.schema)}, in the ${parameter.in}`),
      h('td', null, parameter.description ?? '')))))],
    Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) =>
      part(api, `${operation.requestBody.required ? 'Body' : 'Body, or none'} (${type})`, schema)),
    h('h4', null, 'Answers'),
    h('ul', { class: 'statuses' }, Object.entries(operation.responses).map(([status, response]) =>
      h('li', null, h('code', null, status), ` ${resolve(api, response)[0].description}`))),
    Object.entries(operation.responses).filter(([status]) => status < 300).map(([, response]) =>
      Object.entries(response.content ?? {}).map(([type, { schema }]) => part(api, `Answer (${type})`, schema))));
}

const api = await (await fetch(`${base}/emulator/openapi.json`)).json();
$('lead').textContent = api.info.description;
for (const { name } of api.tags) {
  const calls = Object.entries(api.paths)
    .flatMap(([path, item]) => verbs.filter(verb => item[verb]).map(verb => [path, verb, item[verb]]))
    .filter(([, , operation]) => operation.tags.includes(name));
  $('contents').append(h('h2', null, name), h('ul', null, calls.map(([path, verb, operation]) => h('li', null,
    h('a', { href: `#${operation.operationId}` }, h('span', { class: 'verb', 'data-verb': verb }, verb.toUpperCase()), h('span', { class: 'path' }, path.replace('/emulator', '') || '/'))))));
  $('calls').append(h('h2', null, name), ...calls.map(([path, verb, operation]) => call(api, path, verb, operation)));
}

document.getElementById(location.hash.slice(1))?.scrollIntoView();
