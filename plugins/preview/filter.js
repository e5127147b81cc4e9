// The filter of the page of problems: by level, by sort and by words. Without it, all are shown.
(() => {
  'use strict';

  let groups = [];
  const level = choice('levels');
  const sort = choice('sorts');
  const words = document.createElement('input');
  words.type = 'search';
  words.placeholder = 'file or words';
  words.setAttribute('aria-label', 'file or words');
  const count = document.createElement('output');
  const form = document.createElement('form');
  form.append(level, ' ', sort, ' ', words, ' ', count);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', filter);
  attach();
  // A save makes the page what the server has, without the form; what was chosen in it holds.
  new MutationObserver(() => form.isConnected || attach()).observe(document.body, {childList: true, subtree: true});

  function choice(label) {
    const select = document.createElement('select');
    select.append(new Option(`all ${label}`, ''));
    select.setAttribute('aria-label', label);
    return select;
  }

  function attach() {
    groups = [...document.querySelectorAll('section[data-sort]')];
    if (!groups.length) return;
    for (const [select, name] of [[level, 'level'], [sort, 'sort']]) {
      const known = new Set([...select.options].map(option => option.value));
      for (const value of new Set(groups.map(group => group.dataset[name]))) {
        if (!known.has(value)) select.append(new Option(value, value));
      }
    }
    groups[0].before(form);
    if (level.value || sort.value || words.value) filter();
  }

  function filter() {
    const wanted = words.value.toLowerCase();
    let shown = 0;
    for (const group of groups) {
      const isWanted = [level, sort].every(select => !select.value
        || select.value === group.dataset[select === level ? 'level' : 'sort']);
      let inGroup = 0;
      for (const item of group.querySelectorAll('li')) {
        item.hidden = !isWanted || !item.textContent.toLowerCase().includes(wanted);
        if (!item.hidden) inGroup += 1;
      }
      group.hidden = inGroup === 0;
      shown += inGroup;
    }
    count.textContent = `${shown} shown`;
  }
})();
