// Elements, and what every room does with them. Everything that came from people goes through textContent (see `h`):
// nothing here builds HTML from strings.

export const $ = id => document.getElementById(id);

/** h('p', {class: 'x', onclick: f}, 'text', child): an element. null and false are left out. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

/** Replaces the content of a list; whoever had the keyboard focus (by data-key) keeps it. */
export function fill(container, nodes) {
  const focused = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...nodes);
  if (focused) container.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

export const nothing = (title, text) => h('li', { class: 'empty' }, h('strong', null, title), h('span', null, text));

export function copyButton(text, what, key) {
  const button = h('button', { type: 'button', class: 'button small copy', 'aria-label': `Copy ${what}`, 'data-key': key }, icon('copy'), 'Copy');
  button.addEventListener('click', async () => {
    const done = await copy(text, button.closest('dialog') ?? document.body);
    button.lastChild.textContent = done ? 'Copied' : 'Not copied';
    setTimeout(() => { button.lastChild.textContent = 'Copy'; }, 1500);
  });
  return button;
}

async function copy(text, home) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // no clipboard off localhost without TLS: the old way
    const area = h('textarea', { class: 'sr', value: text });
    const before = document.activeElement;
    home.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus();
    return done;
  }
}

let toastTimer;
export function toast(text, bad = false) {
  clearTimeout(toastTimer);
  $('toast').textContent = text;
  $('toast').classList.toggle('bad', bad);
  $('toast').hidden = false;
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, bad ? 8000 : 3000);
}

export const announce = text => { $('announce').textContent = text; };
