/* What forms are made of. */
import { h } from './dom.js';
import { T } from './texts.js';

export const linkOf = link => (Array.isArray(link) ? link[0] : link);

export function button({ id, label, submit, quiet, plain, ...attributes }) {
  return h('button', {
    id, type: submit ? 'submit' : 'button', class: quiet ? 'fs-link' : plain ? 'fs-button fs-plain' : 'fs-button', ...attributes,
  }, h('span', {}, label));
}

/** A button that does something of its own, outside of any form's submission. */
export function action(page, options, work) {
  const el = button(options);
  el.addEventListener('click', () => page.act(el, () => work(el)));
  return el;
}

export const links = (...children) => h('div', { class: 'fs-links' }, children);

export function checkbox(id, label, checked, onchange) {
  const input = h('input', { id, type: 'checkbox', checked, onchange });
  return { input, el: h('label', { class: 'fs-check', for: id }, input, h('span', {}, label)) };
}

/**
 * A labelled field. `required` is what is said when it is empty (without it, it may be), `hint` stands under it, `rule` returns what is
 * wrong with a value that is not empty, `describedBy` names an element elsewhere that describes it.
 */
export function field({ id, label, required, trim, after, hint, rule, describedBy, input: given, ...attributes }) {
  const described = [describedBy, hint && `${id}-hint`].filter(Boolean).join(' ');
  const input = given || h('input', { autocapitalize: 'none', spellcheck: 'false', ...attributes });
  for (const [name, value] of Object.entries({ id, name: id, 'aria-describedby': described, 'aria-required': required && 'true' })) {
    if (value) input.setAttribute(name, value);
  }
  input.classList.add('fs-input');
  const error = h('p', { id: `${id}-error`, class: 'fs-field-error', hidden: true });
  const el = h('div', { class: 'fs-field' }, h('label', { for: id }, label),
    h('div', { class: 'fs-box' }, input, after && after(input)), hint && h('p', { id: `${id}-hint`, class: 'fs-hint' }, hint), error);
  const mark = (text, describer) => {
    error.textContent = text;
    error.hidden = !text;
    const all = [describer, described].filter(Boolean).join(' ');
    if (describer) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    if (all) input.setAttribute('aria-describedby', all);
    else input.removeAttribute('aria-describedby');
  };
  return {
    el, input, value: () => (trim ? input.value.trim() : input.value),
    /** Says what is wrong and returns false, or clears the mark. */
    check() {
      const value = this.value();
      const wrong = value === '' ? required || '' : (rule && rule(value)) || '';
      mark(wrong, wrong && error.id);
      return !wrong;
    },
    /** The server refused the form: the banner describes the field. */
    refuse(clear) {
      this.ask(clear);
      mark('', 'error');
    },
    /** The server wants more: nothing is wrong with what was typed. */
    ask(clear) {
      if (clear) input.value = '';
      mark('', '');
      input.focus();
    },
  };
}

export function secretField({ thing = 'password', ...options }) {
  return Object.assign(field({
    type: 'password', ...options,
    after: input => {
      const toggle = h('button', {
        id: `${options.id}-toggle`, type: 'button', class: 'fs-toggle', 'aria-controls': options.id,
        'aria-pressed': 'false', 'aria-label': `Show ${thing}`,
      }, 'Show');
      toggle.addEventListener('click', () => {
        const show = input.type === 'password';
        input.type = show ? 'text' : 'password';
        toggle.textContent = show ? 'Hide' : 'Show';
        toggle.setAttribute('aria-label', `${toggle.textContent} ${thing}`);
        toggle.setAttribute('aria-pressed', String(show));
      });
      return toggle;
    },
  }), { secret: true });
}

/** Identity Engine shows where help is on every page; Classic's page does not. */
export const helpLink = page => page.options.identityEngine && h('a', { id: 'help', class: 'fs-link', href: `${page.baseUrl}/emulator` }, T.help);

export function codeField(options = {}) {
  return Object.assign(field({
    id: 'passcode', label: T.enterCode, type: 'text', inputmode: 'numeric', autocomplete: 'one-time-code',
    maxlength: '64', required: T.codeRequired, trim: true, ...options,
  }), { secret: true });
}

/** Lets a password manager see which account a password is for. */
export const owner = name => h('input', { type: 'text', autocomplete: 'username', hidden: true, value: name });

/**
 * A form. `submit` is its button, or several; `work` is told which was used. `main` is the field that a refusal is about, or a
 * function from the error to it.
 */
export function form(page, { fields, submit, work, before = [], after = [], main = fields[fields.length - 1] }) {
  const submits = [submit].flat();
  const el = h('form', { class: 'fs-form', novalidate: true, autocomplete: 'on' }, fields.map(f => f.el), before, submits, after);
  el.addEventListener('submit', event => {
    event.preventDefault();
    const used = submits.includes(event.submitter) ? event.submitter : submits[0];
    if (page.busy || used.disabled) return;
    const wrong = fields.filter(f => !f.check());
    if (wrong.length) {
      page.setError(T.reviewForm);
      wrong[0].input.focus();
      return;
    }
    page.act(used, () => work(used), main);
  });
  return el;
}

/** Keeps a send button off until the given time and counts the seconds down. */
export function coolDown(page, el, until, label) {
  const text = el.querySelector('span');
  const left = Math.ceil((until - Date.now()) / 1000);
  if (left <= 0) {
    text.textContent = label;
    el.dataset.off = '';
    el.disabled = page.busy;
    return;
  }
  text.textContent = `${label} (${left} s)`;
  el.dataset.off = '1';
  el.disabled = true;
  page.later(250, () => coolDown(page, el, until, label));
}
