// The filter of the page of problems: by level, by sort and by words. Without it, all are shown.
(() => {
  'use strict';

  const groups = [...document.querySelectorAll('section[data-sort]')];
  if (!groups.length) return;

  function choice(name, label) {
    const select = document.createElement('select');
    select.append(new Option(`all ${label}`, ''));
    for (const value of new Set(groups.map(group => group.dataset[name]))) select.append(new Option(value, value));
    select.setAttribute('aria-label', label);
    return select;
  }

  const level = choice('level', 'levels');
  const sort = choice('sort', 'sorts');
  const words = document.createElement('input');
  words.type = 'search';
  words.placeholder = 'file or words';
  words.setAttribute('aria-label', 'file or words');
  const count = document.createElement('output');
  const form = document.createElement('form');
  form.append(level, ' ', sort, ' ', words, ' ', count);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', filter);
  groups[0].before(form);

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
