'use strict';

// What only a browser can do; everything else is the server's.
window.kolosal = {
  copy: async text => {
    try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
  },
  save: (name, type, text) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = Object.assign(document.createElement('a'), { href: address, download: name });
    link.click();
    URL.revokeObjectURL(address);
  },
  // A drawing that leaves the page takes along what its classes said.
  saveSvg: (id, name) => {
    const svg = document.querySelector(`#${id} svg.chart-svg`);
    if (!svg) return;
    const copy = svg.cloneNode(true);
    const names = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size'];
    const from = svg.querySelectorAll('*'), to = copy.querySelectorAll('*');
    from.forEach((part, at) => {
      const style = getComputedStyle(part);
      names.forEach(property => to[at].setAttribute(property, style.getPropertyValue(property)));
    });
    window.kolosal.save(name, 'image/svg+xml', new XMLSerializer().serializeToString(copy));
  },
};

Object.assign(window.kolosal, {
  systemIsDark: () => matchMedia('(prefers-color-scheme: dark)').matches,
  remember: (name, value) => {
    document.cookie = `${name}=${value}; path=/console/; max-age=31536000; samesite=strict`;
    document.documentElement.dataset.theme = value;
  },
  onSearch: page => {
    if (window.kolosal.searchKey) removeEventListener('keydown', window.kolosal.searchKey);
    window.kolosal.searchKey = event => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      page.invokeMethodAsync('OpenSearch');
    };
    addEventListener('keydown', window.kolosal.searchKey);
  },
});

// The circuit broke off: show it, and come back to this very page once a server answers.
addEventListener('DOMContentLoaded', () => {
  const dialog = document.getElementById('components-reconnect-modal');
  const comeBack = async () => {
    for (;;) {
      try {
        if ((await fetch('sign-in', { method: 'HEAD', cache: 'no-store' })).status < 500) break;
      } catch { /* not up yet */ }
      await new Promise(done => setTimeout(done, 1000));
    }
    location.reload();
  };
  dialog.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    if (state === 'show' && !dialog.open) dialog.showModal();
    else if (state === 'hide') dialog.close();
    else if (state === 'failed' || state === 'rejected') comeBack();
  });
});

// Whoever is at work stays signed in; whoever has left is signed out, on every page that is open.
addEventListener('DOMContentLoaded', () => {
  const idle = Number(document.body.dataset.idleMinutes) * 60_000;
  if (!idle) return;
  let touched = Date.now(), told = touched;
  const leave = () => { location.href = `sign-in?failed=${encodeURIComponent('You were signed out because nobody touched the page.')}`; };
  const touch = async () => {
    const now = Date.now();
    if (now - touched > idle) { leave(); return; }
    touched = now;
    if (now - told < Math.min(60_000, idle / 4)) return;
    told = now;
    try {
      if ((await fetch('sign-in/stay', { cache: 'no-store' })).status === 401) leave();
    } catch { /* the server is away; the dialog says so */ }
  };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, touch, { passive: true });
  setInterval(() => { if (Date.now() - touched > idle) leave(); }, 5_000);
});
