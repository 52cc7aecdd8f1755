// Light or dark as the browser wishes, until somebody switches; what they chose is kept in the browser.
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem('factorseq-console-theme');
  if (kept === 'light' || kept === 'dark') {
    root.dataset.theme = kept;
  }

  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-theme-switch]')) {
      return;
    }

    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('factorseq-console-theme', root.dataset.theme);
  });

  // The menu is open where there is room for it, and closes once it has led somewhere.
  const narrow = matchMedia('(max-width: 860px)');
  const fold = () => document.querySelectorAll('.menu').forEach(menu => { menu.open = !narrow.matches; });
  narrow.addEventListener('change', fold);
  new MutationObserver((_, observer) => {
    if (document.querySelector('.menu')) {
      observer.disconnect();
      fold();
    }
  }).observe(root, { childList: true, subtree: true });
  document.addEventListener('click', event => {
    if (narrow.matches && event.target.closest?.('.menu a')) {
      fold();
    }
  });

  // Rows that become cards have no headings above them, so each cell carries its own.
  const label = () => document.querySelectorAll('.plain-table').forEach(table => {
    const heads = [...table.querySelectorAll('thead th')].map(th => th.querySelector('.sr') ? '' : th.textContent.trim());
    table.querySelectorAll('tbody tr').forEach(row => [...row.cells].forEach((cell, place) => {
      if (heads[place] && cell.colSpan === 1 && cell.dataset.label !== heads[place]) {
        cell.dataset.label = heads[place];
      }
    }));
  });
  new MutationObserver(label).observe(root, { childList: true, subtree: true });
})();
