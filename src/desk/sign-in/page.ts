import { html, type Html } from '../../lib/html.ts';

/** What the page to sign in offers. */
export type SignInPage = {
  readonly to: string;
  readonly mailLinks: boolean;
  /** a provider of identities; `trouble`: it cannot be used now */
  readonly provider: { readonly label: string; readonly trouble: boolean } | null;
};

/** The page to sign in: the provider's button first where there is one, then the form for a link. */
export function signInPage({ to, mailLinks, provider }: SignInPage): Html {
  return html`<h1>Sign in</h1>
    ${provider === null ? null : providerButton(provider, to, mailLinks)}
    ${provider === null || !mailLinks ? null : html`<h2>Or by a link in a mail</h2>`} ${mailLinks ? linkForm(to) : null}`;
}

/** Where the button of a provider leads; a form may not lead to another site (form-action 'self'). */
export function providerPath(to: string, other: boolean = false): string {
  const query = new URLSearchParams({ ...(to === '/' ? {} : { to }), ...(other ? { other: '1' } : {}) }).toString();
  return `/sign-in/oidc${query === '' ? '' : `?${query}`}`;
}

function providerButton({ label, trouble }: NonNullable<SignInPage['provider']>, to: string, links: boolean): Html {
  return html`${
      trouble
        ? html`<p class="problem late" role="alert">
            <strong>${label} does not answer now.</strong> Try again in a
            minute${links ? ', or have a link mailed' : ', or ask whoever runs this desk for a link'}.
          </p>`
        : null
    }
    <p><a class="button main" href="${providerPath(to)}">Sign in with ${label}</a></p>`;
}

function linkForm(to: string): Html {
  return html`<form method="post" action="/sign-in">
    <label for="address">Your address at work</label>
    <input id="address" name="address" type="email" required autocomplete="email" maxlength="320" />
    <input type="hidden" name="to" value="${to}" />
    <button>Send me a link</button>
    <p class="soft">You get a mail with a link that works once. There are no passwords.</p>
  </form>`;
}
