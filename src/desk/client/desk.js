// @ts-check
/*
 * What makes the desk lively. Every page works without it: it adds keys, rows that stay true while one looks at them,
 * drafts that keep themselves, and who else is here. All words come from the server.
 */

/** @type {{ createHTML(text: string): string }} */
const trusted =
  // @ts-expect-error -- not in the compiler's list of browser things yet
  globalThis.trustedTypes?.createPolicy('desk', { createHTML: (text) => text }) ?? { createHTML: (text) => text };

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const form = main.dataset['form'] ?? '';
const LOOK_MS = 30_000; // words such as "9 min left" are asked for anew this often
const SILENCE_MS = 45_000; // without a sign of life for so long the page says that it is not live
const DRAFT_MS = 2_000; // after the last letter typed
const HERE_MS = 25_000; // how often a page says that somebody is at a ticket

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

let saidAt = 0;
/** Says a sentence to who does not see the page, at most one in ten seconds. @param {string} words */
function say(words) {
  if (Date.now() - saidAt < 10_000) return;
  saidAt = Date.now();
  const place = document.getElementById('say');
  if (place !== null) place.textContent = words;
}

/** @param {string} path @param {Record<string, string>} fields */
async function post(path, fields) {
  const body = new URLSearchParams({ form, ...fields });
  return fetch(path, { method: 'POST', body, redirect: 'manual' });
}

/** The elements of a piece of a page, or null when it cannot be had now. @param {string} path */
async function fetchPiece(path) {
  const answer = await fetch(path, { headers: { accept: 'text/html' } }).catch(() => null);
  if (answer === null || !answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(trusted.createHTML(await answer.text()), 'text/html');
}

/* ---- times ---- */

// Times are told in the zone of the service hours, to everybody the same. Who sits elsewhere sees their own on pointing at one.
if (Intl.DateTimeFormat().resolvedOptions().timeZone !== main.dataset['zone'])
  document.addEventListener('mouseover', ({ target }) => {
    const time = target instanceof Element ? target.closest('time') : null;
    if (time === null || time.title !== '') return;
    /** @type {Intl.DateTimeFormatOptions} */
    const shown = {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    };
    time.title = new Intl.DateTimeFormat('en-GB', shown).format(new Date(time.dateTime));
  });

/* ---- keys ---- */

let pressed = '';
let pressedAt = 0;
/** @type {number} */ let at = -1;

/** @param {EventTarget | null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(target.type))
  );
}

/** @param {Element | null} element */
function focusOn(element) {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

/** @param {number} step */
function move(step) {
  const items = all('[data-item]');
  if (items.length === 0) return;
  items[at]?.classList.remove('at');
  at = Math.min(items.length - 1, Math.max(0, at + step));
  const item = items[at];
  item.classList.add('at');
  item.scrollIntoView({ block: 'nearest' });
  focusOn(item.querySelector('[data-open]'));
}

/** The element that a key is for: of the item that one is at, else of the page. @param {string} key */
function keyed(key) {
  const found = all('[data-key]').filter((one) => one.dataset['key'] === key);
  const item = all('[data-item]')[at];
  return found.find((one) => item?.contains(one)) ?? found.find((one) => one.closest('[data-item]') === null);
}

/** @param {HTMLElement} element */
function use(element) {
  for (let box = element.closest('details'); box !== null; box = box.parentElement?.closest('details') ?? null)
    if (element.parentElement !== box || element.tagName !== 'SUMMARY') box.open = true;
  if (element instanceof HTMLDetailsElement) {
    element.open = true;
    focusOn(element.querySelector('textarea, input:not([type=hidden]), select, button'));
  } else if (isTyping(element)) element.focus();
  else {
    element.click();
    if (element instanceof HTMLInputElement) element.focus(); // Enter then sends its form
  }
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (key === 'Enter' && (event.ctrlKey || event.metaKey) && target instanceof HTMLTextAreaElement)
      target.form?.requestSubmit();
    return;
  }
  if (key === 'Escape' && target instanceof HTMLElement) return target.blur();
  if (isTyping(target) || main.dataset['keys'] === 'off') return;
  const before = Date.now() - pressedAt < 1_000 ? pressed : '';
  pressed = key;
  pressedAt = Date.now();
  if (before === '' && (key === 'j' || key === 'k')) return move(key === 'j' ? 1 : -1);
  if (key === 'o' || (key === 'Enter' && target === document.body)) {
    /** @type {HTMLElement | null | undefined} */ (all('[data-item]')[at]?.querySelector('[data-open]'))?.click();
    return;
  }
  const element = (before === '' ? undefined : keyed(`${before} ${key}`)) ?? keyed(key === 'E' ? 'Shift+E' : key);
  if (key === '/') {
    event.preventDefault();
    document.getElementById('find')?.focus();
  } else if (key === '.') copy();
  else if (element !== undefined) {
    event.preventDefault();
    use(element);
  }
});

/** Number, subject and address of a ticket, for a note or a chat. */
function copy() {
  const text = main.dataset['copy'];
  if (text === undefined) return;
  void navigator.clipboard?.writeText(`${text} ${location.origin}${location.pathname}`).then(() => say('Copied.'));
}

/* ---- live ---- */

const isLive = main.dataset['live'] !== undefined;
let paused = false;
let heardAt = Date.now();
/** @type {Set<string>} */ const waiting = new Set();

/** Rows that are on the page, by the reference of their ticket. */
const rows = () => new Map(all('[data-item][data-ref]').map((row) => [row.dataset['ref'] ?? '', row]));

/**
 * Asks for this page anew and puts its rows in place of those that are here. A row that has the focus, a mark or an open menu keeps
 * still, and none moves, comes or goes. @param {string[]} references those that must have changed
 */
async function renew(references = []) {
  if (paused) return;
  const piece = await fetchPiece(location.href);
  if (piece === null) return;
  /** @type {NodeListOf<HTMLElement>} */
  const found = piece.querySelectorAll('[data-item][data-ref]');
  const fresh = new Map([...found].map((row) => [row.dataset['ref'] ?? '', row]));
  for (const [reference, row] of rows()) {
    const now = fresh.get(reference);
    if (now === undefined)
      row.classList.toggle('changed', references.includes(reference) || row.classList.contains('changed'));
    else if (!row.contains(document.activeElement) && row.querySelector(':checked, details[open]') === null) {
      if (row.classList.contains('at')) now.classList.add('at');
      row.replaceWith(document.importNode(now, true));
    }
  }
}

/** Something happened to these tickets. Rows on the page are renewed in place; what else changed is only counted. @param {string[]} references */
function changed(references) {
  heardAt = Date.now();
  if (paused || references.length === 0) return;
  if (main.dataset['live'] === 'queue') {
    const known = rows();
    const here = references.filter((one) => known.has(one));
    if (here.length > 0) void renew(here);
    for (const one of references) waiting.add(one);
    offer(waiting.size);
  } else if (references.includes(main.dataset['live'] ?? '')) offer(1);
}

/** Nothing moves by itself: what changed is shown when it is asked for. @param {number} count */
function offer(count) {
  const place = document.getElementById('fresh');
  if (place === null) return;
  place.hidden = count === 0;
  place.textContent =
    main.dataset['live'] === 'queue' ? `${count} new or changed – show` : 'Something happened here – show';
  if (count > 0) say(place.textContent);
}

function state() {
  const place = document.getElementById('live');
  if (place === null) return;
  const silent = Date.now() - heardAt > SILENCE_MS;
  place.textContent = paused ? '‖ paused' : silent ? `○ not live, as of ${main.dataset['asof'] ?? '?'}` : '● live';
}

if (isLive) {
  // One stream for all windows of a browser: HTTP/1.1 allows six connections to a host.
  const channel = new BroadcastChannel('desk');
  channel.addEventListener('message', ({ data }) => changed(data));
  void navigator.locks.request('desk-stream', async () => {
    const stream = new EventSource('/events');
    /** @param {MessageEvent<string>} event */
    const heard = ({ data }) => {
      const references = data === '' ? [] : data.split(',');
      channel.postMessage(references);
      changed(references);
    };
    stream.addEventListener('message', heard);
    stream.addEventListener('beat', heard);
    await new Promise(() => {}); // the lock goes with the window
  });
  setInterval(() => {
    state();
    if (document.visibilityState === 'visible' && main.dataset['live'] === 'queue') void renew();
  }, LOOK_MS);
  setInterval(state, 5_000);
  document.getElementById('fresh')?.addEventListener('click', () => location.reload());
  document.getElementById('pause')?.addEventListener('click', ({ currentTarget }) => {
    paused = !paused;
    if (currentTarget instanceof HTMLElement) currentTarget.textContent = paused ? 'Go on' : 'Pause';
    state();
  });
  for (const id of ['live', 'pause']) document.getElementById(id)?.removeAttribute('hidden');
  state();
}

/* ---- drafts, and who else is here ---- */

const ticket = main.dataset['ticket'];
if (ticket !== undefined) {
  let isWriting = false;
  for (const area of /** @type {NodeListOf<HTMLTextAreaElement>} */ (
    document.querySelectorAll('textarea[data-draft]')
  )) {
    /** @type {number | undefined} */ let timer;
    area.addEventListener('input', () => {
      isWriting = true;
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const answer = await post(`${ticket}/draft`, { kind: area.dataset['draft'] ?? '', text: area.value }).catch(
          () => null,
        );
        const note = area.form?.querySelector('[data-saved]');
        if (note instanceof HTMLElement)
          note.textContent =
            answer?.ok === true ? await answer.text() : 'Not kept: no answer from the desk. Your text stands here.';
      }, DRAFT_MS);
    });
  }
  const here = async () => {
    if (document.visibilityState !== 'visible') return;
    const answer = await post(`${ticket}/here`, { doing: isWriting ? 'writing' : 'viewing' }).catch(() => null);
    const place = document.getElementById('others');
    if (place !== null && answer?.ok === true) place.textContent = await answer.text();
    isWriting = false;
  };
  void here();
  setInterval(here, HERE_MS);
}

// a button of a list says how many it is for
for (const bar of all('[data-count-for]')) {
  const list = bar.closest('form');
  list?.addEventListener('change', () => {
    const count = list.querySelectorAll(`input[name=${bar.dataset['countFor']}]:checked`).length;
    for (const button of bar.querySelectorAll('button'))
      button.textContent = `${button.dataset['words'] ?? ''}${count === 0 ? '' : ` (${count})`}`;
  });
}

/* ---- a call ---- */

const call = document.getElementById('call-form');
if (call instanceof HTMLFormElement) {
  for (const plain of call.querySelectorAll('[data-plain]')) plain.remove(); // it stands there by itself
  const SKETCH_MS = 350; // after the last letter typed
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let later;
  let asked = 0;
  /** Who it may be, the level and the promise, as what is written down speaks for them; it is kept with that. */
  const sketch = async () => {
    asked += 1;
    const turn = asked;
    /** @type {Record<string, string>} */ const fields = {};
    for (const [name, value] of new FormData(call)) if (typeof value === 'string') fields[name] = value;
    const answer = await post(call.dataset['sketch'] ?? '', fields).catch(() => null);
    if (turn !== asked) return;
    const kept = call.querySelector('[data-saved]');
    if (answer === null || !answer.ok) {
      if (kept !== null) kept.textContent = 'Not kept: no answer from the desk. Your text stands here.';
      return;
    }
    const piece = new DOMParser().parseFromString(trusted.createHTML(await answer.text()), 'text/html');
    for (const id of ['callers', 'systems', 'says']) {
      const [here, now] = [document.getElementById(id), piece.getElementById(id)];
      if (here === null || now === null || here.contains(document.activeElement)) continue;
      if (here.innerHTML === now.innerHTML) continue; // so that nothing is read out twice
      for (const [name, value] of Object.entries(now.dataset)) here.dataset[name] = value;
      here.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
    }
    fill(call);
    if (kept !== null) kept.textContent = piece.querySelector('[data-saved]')?.textContent ?? '';
  };
  call.addEventListener('input', () => {
    clearTimeout(later);
    later = setTimeout(() => void sketch(), SKETCH_MS);
  });
  call.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'caller') fill(call);
  });
  call.addEventListener('submit', () => {
    clearTimeout(later);
    asked += 1; // what is on its way says nothing any more
  });
}

/** Whoever is picked fills whom to call back; what somebody typed there stays. @param {HTMLFormElement} form */
function fill(form) {
  const picked = form.querySelector('[name=caller]:checked') ?? document.getElementById('callers');
  for (const name of ['name', 'number', 'address']) {
    const [field, offered] = [form.elements.namedItem(name), form.elements.namedItem(`offered_${name}`)];
    if (!(field instanceof HTMLInputElement && offered instanceof HTMLInputElement)) continue;
    if (field === document.activeElement || (field.value !== '' && field.value !== offered.value)) continue;
    field.value = (picked instanceof HTMLElement ? picked.dataset[name] : '') ?? '';
    offered.value = field.value;
  }
}
