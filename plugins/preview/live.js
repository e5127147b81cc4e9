// Keeps the open page as the files are: the preview adds this script, a built site never has it.
(() => {
  'use strict';

  const script = document.currentScript;
  const place = new URL('.', script.src).pathname;
  const isShell = document.body.dataset.preview === 'shell';
  let version = script.dataset.version;
  let siteProblems = [];
  let pageProblems = JSON.parse(script.dataset.problems || '[]');
  let views = JSON.parse(script.dataset.views || '[]');
  let gone = script.dataset.gone;
  let warningCount = 0;
  let events = null;
  let overlay = null;
  let badge = null;
  let refreshing = Promise.resolve();

  // --- What is wrong -------------------------------------------------------------------------------------------------

  const OVERLAY_CSS = `
    :host { all: initial; }
    section {
      position: fixed; inset-inline: 0; inset-block-end: 0; z-index: 2147483647; box-sizing: border-box;
      max-block-size: 70vh; overflow: auto; padding: 1rem 1.25rem 1.25rem;
      background: #2a0f16; color: #fff3f3; border-block-start: 4px solid #ff6b6b;
      font: 1rem/1.5 system-ui, sans-serif;
    }
    header { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; }
    h2 { font-size: 1.125rem; margin: 0; }
    button { font: inherit; color: inherit; background: none; border: 1px solid; border-radius: .25rem; padding: .1rem .6rem; cursor: pointer; }
    button:focus-visible { outline: 3px solid #ffd166; outline-offset: 2px; }
    ul { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .75rem; }
    code { display: block; font: .9375rem ui-monospace, monospace; color: #ffd166; overflow-wrap: anywhere; }
    p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
  `;

  function make(name, text = '') {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  }

  function placeOf(problem) {
    return problem.line ? `${problem.place}:${problem.line}` : problem.place;
  }

  function showProblems() {
    const problems = [...siteProblems, ...pageProblems];
    overlay?.remove();
    overlay = null;
    if (!problems.length || isShell) return;
    overlay = document.createElement('doodlebook-preview');
    const root = overlay.attachShadow({mode: 'open'});
    const section = make('section');
    section.setAttribute('role', 'alert');
    const header = make('header');
    header.append(make('h2', problems.length === 1 ? 'One thing to be mended' : `${problems.length} things to be mended`));
    const close = make('button', 'Hide');
    close.type = 'button';
    close.addEventListener('click', () => overlay?.remove());
    header.append(close);
    section.append(header, listOf(problems));
    root.append(make('style', OVERLAY_CSS), section);
    document.documentElement.append(overlay);
  }

  function listOf(problems) {
    const list = make('ul');
    for (const problem of problems) {
      const item = make('li');
      item.append(make('code', placeOf(problem)), make('p', problem.message));
      list.append(item);
    }
    return list;
  }

  // --- What there is besides -----------------------------------------------------------------------------------------

  const BADGE_CSS = `
    :host { all: initial; }
    @media print { :host { display: none; } }
    section {
      position: fixed; inset-inline-end: .75rem; inset-block-end: .75rem; z-index: 2147483646; box-sizing: border-box;
      max-inline-size: min(34rem, calc(100vw - 1.5rem)); border-radius: .75rem; padding: .35rem .75rem;
      background: #1b2140; color: #f6f7f3; opacity: .85; font: .8125rem/1.5 system-ui, sans-serif;
    }
    section:hover, section:focus-within { opacity: 1; }
    nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: end; }
    a, button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-decoration: underline; cursor: pointer; }
    button { color: #ffd166; }
    :focus-visible { outline: 2px solid #ffd166; outline-offset: 2px; }
    div { max-block-size: 50vh; overflow: auto; margin-block-end: .35rem; }
    ul { list-style: none; margin: .35rem 0; padding: 0; display: grid; gap: .6rem; }
    code { display: block; font: .8125rem ui-monospace, monospace; color: #ffd166; overflow-wrap: anywhere; }
    p { margin: 0; overflow-wrap: anywhere; }
  `;

  /** Links to what there is to see beside this page, and the number of warnings, which opens their list. */
  function showBadge() {
    if (isShell) return;
    const isOpen = badge?.shadowRoot.querySelector('div');
    badge ??= document.createElement('doodlebook-badge');
    const root = badge.shadowRoot ?? badge.attachShadow({mode: 'open'});
    const section = make('section');
    section.setAttribute('aria-label', 'Preview');
    const nav = make('nav');
    let button = null;
    if (warningCount) {
      button = make('button', warningCount === 1 ? '1 warning' : `${warningCount} warnings`);
      button.type = 'button';
      button.setAttribute('aria-expanded', 'false');
      button.addEventListener('click', () => toggleWarnings(section, nav, button));
      nav.append(button);
    }
    for (const view of views) nav.append(linkTo(`${place}${view.url}`, view.title));
    nav.append(linkTo(place, 'Preview'));
    if (gone) section.append(make('p', `${gone} was here and is gone`));
    section.append(nav);
    if (isOpen && button) toggleWarnings(section, nav, button);
    root.replaceChildren(make('style', BADGE_CSS), section);
    if (!badge.isConnected) document.documentElement.append(badge);
  }

  function linkTo(url, text) {
    const link = make('a', text);
    link.href = url;
    return link;
  }

  async function toggleWarnings(section, nav, button) {
    const shown = section.querySelector('div');
    button.setAttribute('aria-expanded', String(!shown));
    if (shown) {
      shown.remove();
      return;
    }
    const box = make('div');
    // Scrolled with the keyboard too.
    box.tabIndex = 0;
    section.insertBefore(box, nav);
    const answer = await fetch(`${place}warnings?at=${encodeURIComponent(location.pathname)}`, {cache: 'no-store'});
    const problems = await answer.json();
    box.append(listOf(problems));
    box.append(linkTo(`${place}problems/`, 'All problems'));
  }

  // --- The page as it has become -------------------------------------------------------------------------------------

  function isOurs(node) {
    return node === script || node === overlay;
  }

  function copyAttributes(from, to) {
    for (const {name} of [...to.attributes]) {
      // What the reader has opened stays open.
      if (!from.hasAttribute(name) && name !== 'open') to.removeAttribute(name);
    }
    for (const {name, value} of from.attributes) {
      if (to.getAttribute(name) !== value) to.setAttribute(name, value);
    }
  }

  function isSameKind(one, other) {
    return one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.id === other.id;
  }

  /** Make *old* what *next* is, and touch nothing in it that is the same. */
  function patch(old, next) {
    if (old.isEqualNode(next)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.data = next.data;
      return;
    }
    copyAttributes(next, old);
    patchChildren(old, [...old.childNodes].filter(node => !isOurs(node)), [...next.childNodes]);
  }

  function patchChildren(parent, before, after) {
    while (before.length && after.length && before[0].isEqualNode(after[0])) {
      before.shift();
      after.shift();
    }
    let end = null;
    while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1))) {
      end = before.pop();
      after.pop();
    }
    end ??= [...parent.childNodes].find(node => node === script) ?? null;
    for (const next of after) {
      const old = before.shift();
      if (old && isSameKind(old, next)) {
        patch(old, next);
      } else {
        parent.insertBefore(document.importNode(next, true), old ?? end);
        old?.remove();
      }
    }
    for (const old of before) old.remove();
  }

  const isSheet = node => node.nodeName === 'LINK' && node.relList.contains('stylesheet');

  /** Replace style sheets whose addresses changed; each old one goes when the new one is there. */
  function swapSheets(next) {
    const wanted = [...next.head.querySelectorAll('link')].filter(isSheet);
    const present = [...document.head.querySelectorAll('link')].filter(node => isSheet(node) && !node.dataset.leaving);
    const loaded = [];
    wanted.forEach((sheet, index) => {
      const old = present[index];
      if (old && old.getAttribute('href') === sheet.getAttribute('href')) return;
      const added = document.importNode(sheet);
      loaded.push(new Promise(resolve => {
        added.addEventListener('load', resolve);
        added.addEventListener('error', resolve);
      }).then(() => old?.remove()));
      if (old) {
        old.dataset.leaving = 'yes';
        old.after(added);
      } else {
        document.head.append(added);
      }
    });
    for (const old of present.slice(wanted.length)) old.remove();
    return Promise.all(loaded);
  }

  function headOf(page) {
    return [...page.head.children].filter(node => !isSheet(node));
  }

  function patchHead(next) {
    const before = headOf(document).filter(node => !node.dataset.leaving);
    const after = headOf(next);
    if (before.length === after.length && before.every((node, index) => node.isEqualNode(after[index]))) return;
    for (const node of before) node.remove();
    document.head.prepend(...after.map(node => document.importNode(node, true)));
  }

  function scriptsOf(page) {
    const runs = node => !node.type || /javascript|module|importmap|speculationrules/.test(node.type);
    return [...page.scripts].filter(node => node !== script && runs(node)).map(node => node.outerHTML).join('\n');
  }

  /** What has run cannot be taken back: other scripts need a new page. */
  function mustReload(next) {
    return scriptsOf(document) !== scriptsOf(next);
  }

  async function apply(html) {
    const next = new DOMParser().parseFromString(html, 'text/html');
    if (mustReload(next)) {
      location.reload();
      return;
    }
    const sheets = swapSheets(next);
    patchHead(next);
    copyAttributes(next.documentElement, document.documentElement);
    patch(document.body, next.body);
    await sheets;
  }

  /** Load again what changed under the same address. */
  function renewFiles(files) {
    const changed = new Set(files.map(file => new URL('/' + file.split('/').map(encodeURIComponent).join('/'), location.href).pathname));
    for (const element of document.querySelectorAll('img, source, video, audio, iframe, object')) {
      for (const name of ['src', 'poster', 'data']) {
        const value = element.getAttribute(name);
        if (!value) continue;
        const url = new URL(value, location.href);
        if (!changed.has(url.pathname)) continue;
        url.searchParams.set('preview', version);
        element.setAttribute(name, url.href);
      }
    }
  }

  async function askForPage() {
    const answer = await fetch(`${place}page?at=${encodeURIComponent(location.pathname)}`, {cache: 'no-store'});
    return answer.json();
  }

  async function refresh(state) {
    const update = await askForPage();
    version = update.version;
    pageProblems = update.problems;
    views = update.views;
    gone = update.gone;
    if (update.url) {
      location.replace(update.url + location.hash);
      return;
    }
    if (update.html) await apply(update.html);
    renewFiles(state.files);
  }

  // --- Being told ----------------------------------------------------------------------------------------------------

  function receive(event) {
    const state = JSON.parse(event.data);
    siteProblems = state.problems;
    warningCount = state.warnings;
    // One after the other; and a server that goes meanwhile is asked again when it is back.
    refreshing = refreshing.then(() => isShell ? leaveShell() : follow(state)).catch(() => undefined);
  }

  async function follow(state) {
    // Version 0 is a server that has not read the site yet.
    if (state.version !== version && !state.version.endsWith('.0')) await refresh(state);
    showProblems();
    showBadge();
  }

  /** A page that has only problems to show is made anew when there is a page, or other problems. */
  async function leaveShell() {
    const update = await askForPage();
    const problems = JSON.stringify([...siteProblems, ...update.problems]);
    if (update.html || update.url || problems !== JSON.stringify(pageProblems)) location.reload();
  }

  function listen() {
    if (events) return;
    events = new EventSource(`${place}events`);
    events.addEventListener('state', receive);
  }

  function rest() {
    events?.close();
    events = null;
  }

  // A browser keeps six connections to one server: pages that nobody sees do without.
  document.addEventListener('visibilitychange', () => document.hidden ? rest() : listen());
  addEventListener('pagehide', rest);
  addEventListener('pageshow', () => listen());
  if (pageProblems.length) showProblems();
  if (!document.hidden) listen();
})();
