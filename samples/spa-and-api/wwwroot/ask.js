// The questions of the walk. Each replaces the one before it and resolves with what the person did;
// turning away from a question resolves with null.

const step = document.querySelector('#step');
const trail = document.querySelector('#trail');
let complaint = '';

export function choose(title, options, away) {
  return question(title, resolve => [
    row(...options.map(([text, value]) => button(text, () => resolve(value)))),
    button(away, () => resolve(null), 'quiet'),
  ]);
}

export function fill(title, type) {
  return question(title, resolve => {
    const input = element('input', { type, name: 'answer', required: true, autocomplete: 'off', ariaLabel: title });
    const form = element('form', {}, row(input, element('button', { textContent: 'Verify' })));
    form.onsubmit = event => {
      event.preventDefault();
      resolve(input.value);
    };
    return [form, button('Another factor', () => resolve(null), 'quiet')];
  });
}

export function wait(title) {
  return question(title, resolve => [
    element('output', { className: 'number', hidden: true }),
    button('Another factor', () => resolve(null), 'quiet'),
  ]);
}

export function highlight(number) {
  const output = step.querySelector('.number');
  output.textContent = number;
  output.hidden = false;
}

/** Shown above the next question. */
export function complain(text) {
  complaint = text;
}

export function record(state) {
  trail.append(element('li', { textContent: state }));
}

export function reset() {
  trail.replaceChildren();
  clear();
}

export function clear() {
  complaint = '';
  step.replaceChildren();
}

function question(title, build) {
  return new Promise(resolve => {
    // The answer is on its way as soon as it is given: no second click on the same question.
    const settle = value => {
      step.querySelectorAll('button').forEach(control => control.disabled = true);
      resolve(value);
    };
    step.replaceChildren(
      element('h3', { textContent: title }),
      ...complaint ? [element('p', { textContent: complaint, className: 'complaint' })] : [],
      ...build(settle));
    complaint = '';
    step.querySelector('input')?.focus();
  });
}

function button(text, onclick, className = '') {
  return element('button', { type: 'button', textContent: text, onclick, className });
}

function row(...children) {
  return element('div', { className: 'row' }, ...children);
}

function element(name, properties, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}
