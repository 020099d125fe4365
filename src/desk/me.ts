import { html } from '../lib/html.ts';
import { endSession, endSessions, sessionsOf } from '../store/desk/sessions.ts';
import { EVERYBODY, type Desk } from './desk.ts';
import { hidden } from './frame.ts';
import { hashOf, type Cookies } from './guard.ts';
import { timeOf } from './words.ts';

/** Every key of the desk and what it does. Never Alt, never in a field, and none that mails or ends anything in one stroke. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['j k', 'the next ticket of the list, the one before'],
  ['Enter o', 'open it'],
  ['x', 'tick it'],
  ['t', 'take it'],
  ['c', 'the call back'],
  ['l, then 1 to 6', 'choose a level; Enter confirms it'],
  ['r', 'write'],
  ['u', 'call back the letter that is about to go out'],
  ['a', 'give it to somebody'],
  ['s', 'show what is new or changed'],
  ['p', 'a new phone call'],
  ['/', 'search'],
  ['g q, g b', 'the queue, the board'],
  ['g l, g s, g o', 'the ledger, the sources, the outbox'],
  ['g r', 'the rules'],
  ['.', 'copy number, subject and address of the ticket'],
  ['Ctrl+Enter', 'send what you write'],
  ['Esc', 'leave a field'],
  ['?', 'this page'],
];

/** What a person sets for themselves, and the list of keys. */
export function mePages(desk: Desk, cookies: Cookies): void {
  desk.get('/me', EVERYBODY, async (ask) => {
    const { actor, field, request } = ask;
    const sessions = await sessionsOf(desk.deps.acts.db, actor.id, ask.now);
    const token = cookies.read(request);
    const here = token === null ? null : hashOf(token);
    const person = desk.deps.acts.staff.people.find(({ id }) => id === actor.id)!;
    const off = cookies.areKeysOff(request);
    const main = html`<h1>${actor.name}</h1>
      <section class="card">
        <dl class="facts">
          <dt>Address</dt>
          <dd>${person.address}</dd>
          <dt>Roles</dt>
          <dd>${person.roles.join(', ')}</dd>
          <dt>Your zone</dt>
          <dd>${person.hours.spec.timezone}; all times on these pages are those of the service hours</dd>
        </dl>
        <p class="small soft">These stand in <code>people.yaml</code>; whoever runs this desk changes them.</p>
      </section>
      <section class="card">
        <h2>Signed in</h2>
        <ul class="because">
          ${sessions.map(({ hash, beganAt, seenAt }) => {
            const isHere = here?.equals(hash) === true;
            return html`<li>
              <form method="post" action="/me/end">
                ${hidden(field)}<input type="hidden" name="session" value="${idOf(hash)}" />
                since ${timeOf(beganAt, ask)}, last seen ${timeOf(seenAt, ask)}${isHere ? ' · here' : ''}
                <button class="link">
                  Sign out${isHere ? ' here' : html`<span class="sr"> the one since ${timeOf(beganAt, ask)}</span>`}
                </button>
              </form>
            </li>`;
          })}
        </ul>
        <form method="post" action="/me/sign-out">${hidden(field)}<button>Sign out everywhere</button></form>
      </section>
      <section class="card">
        <h2>Keys</h2>
        <form method="post" action="/me">
          ${hidden(field)}
          <fieldset class="picks">
            <legend class="sr">Single keys</legend>
            <label class="pick"><input type="radio" name="keys" value="on" ${off ? null : html` checked`} /> on</label>
            <label class="pick"
              ><input type="radio" name="keys" value="off" ${off ? html` checked` : null} /> off, in this browser</label
            >
          </fieldset>
          <p><button>Save</button> <a href="/keys">What they do</a></p>
        </form>
      </section>`;
    return { page: { title: 'My settings', at: 'me', main } };
  });

  desk.post('/me', EVERYBODY, async ({ form }) => ({
    send: async (reply) => {
      const off = form.get('keys') === 'off';
      cookies.switchKeys(reply, off);
      cookies.say(reply, off ? 'Single keys are off.' : 'Single keys are on.');
      return reply.redirect('/me', 303);
    },
  }));

  desk.post('/me/end', EVERYBODY, async (ask) => {
    const { db } = desk.deps.acts;
    const session = (await sessionsOf(db, ask.actor.id, ask.now)).find(
      ({ hash }) => idOf(hash) === ask.form.get('session'),
    );
    if (session === undefined) return { to: '/me', done: 'That one had ended already.' };
    await endSession(db, session.hash);
    const token = cookies.read(ask.request);
    if (token === null || !hashOf(token).equals(session.hash)) return { to: '/me', done: 'Signed out there.' };
    return {
      send: async (reply) => {
        cookies.clear(reply);
        return reply.redirect('/sign-in', 303);
      },
    };
  });

  desk.post('/me/sign-out', EVERYBODY, async ({ actor }) => {
    await endSessions(desk.deps.acts.db, actor.id);
    return {
      send: async (reply) => {
        cookies.clear(reply);
        return reply.redirect('/sign-in', 303);
      },
    };
  });

  desk.get('/keys', EVERYBODY, async () => {
    const main = html`<h1>Keys</h1>
      <table>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Does</th>
          </tr>
        </thead>
        <tbody>
          ${KEYS.map(
            ([keys, does]) =>
              html`<tr>
                <td class="nowrap"><kbd>${keys}</kbd></td>
                <td>${does}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="soft">They work outside of fields. Switch them off under <a href="/me">My settings</a>.</p>`;
    return { page: { title: 'Keys', at: null, main } };
  });
}

/** What a session is called on its button: it opens nothing, for what is stored is not what the cookie says. */
function idOf(hash: Buffer): string {
  return hash.toString('base64url');
}
