/* Elements and icons. */

export const fill = (text, value) => text.replace('{0}', () => String(value));

/** Builds an element; strings become text nodes, so nothing the user or server says is parsed as HTML. */
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name === 'value') el.value = value;
    else if (name === 'checked') el.checked = true;
    else el.setAttribute(name, value === true ? '' : value);
  }
  el.append(...children.flat().filter(c => c !== null && c !== undefined && c !== false));
  return el;
}

const ICON_PATHS = {
  user: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.3 3.8-5 7.5-5s6.7 1.7 7.5 5',
  push: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3Zm1.3 9 2 2 3.6-4',
  totp: 'M12 21a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Zm0-13v4.5l3 2M9.5 2.5h5',
  sms: 'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V17h-2A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5ZM8 11h.01M12 11h.01M16 11h.01',
  call: 'M6.5 3.5h2.7l1.6 4.3-2 1.5a11 11 0 0 0 5.9 5.9l1.5-2 4.3 1.6v2.7a2 2 0 0 1-2.2 2C11.3 19 5 12.7 4.5 5.7a2 2 0 0 1 2-2.2Z',
  email: 'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5ZM3.5 7l8.5 6 8.5-6',
  question: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.3 9.5a2.7 2.7 0 1 1 3.9 2.5c-.8.4-1.2.9-1.2 1.8M12 17h.01',
  password: 'M6.5 10.5h11A1.5 1.5 0 0 1 19 12v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5Zm1.5 0V8a4 4 0 0 1 8 0v2.5M12 14.5v2',
  unlock: 'M6.5 10.5h11A1.5 1.5 0 0 1 19 12v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5Zm1.5 0V8a4 4 0 0 1 7.6-1.7M12 14.5v2',
  key: 'M14.5 14a5 5 0 1 0-4.6-3L3.5 17.4V20.5H7V18h2.5v-2.5l2-2c.9.3 1.9.5 3 .5ZM15.5 8h.01',
  token: 'M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5ZM7.5 14.5v-3M11 14.5v-3M14.5 14.5v-3M17.5 9h.01',
  away: 'M13.5 4.5h6v6M19 5l-8.5 8.5M17.5 13.5v5A1.5 1.5 0 0 1 16 20H5.5A1.5 1.5 0 0 1 4 18.5V8a1.5 1.5 0 0 1 1.5-1.5h5',
  shield: 'M12 3.5 5 6v5.5c0 4.300 2.900 7.600 7 9 4.100-1.400 7-4.700 7-9V6Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm6.5 9.5 5.5 5.5 5.5-5.5',
};

export function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'fs-icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', ICON_PATHS[name] || ICON_PATHS.token);
  svg.append(path);
  return svg;
}
