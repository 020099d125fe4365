-- Tries to sign in at a provider of identities that have not come back yet: what its answer must agree with, and where to go on to.
-- Each is used once. Only the hash of a state is kept, and the browser alone has that.
create table oidc_try (
  hash     bytea primary key check (length(hash) = 32),
  nonce    text not null,
  verifier text not null,
  goes_to  text not null,
  until    timestamptz not null
);
create index oidc_try_until on oidc_try (until);
