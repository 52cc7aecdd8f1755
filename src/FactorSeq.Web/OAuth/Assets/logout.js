/* Goes on once the apps' own logout pages have loaded, and after three seconds in any case. */
(() => {
  'use strict';

  const go = () => location.replace(document.getElementById('next').href);
  window.addEventListener('load', go);
  setTimeout(go, 3000);
})();
