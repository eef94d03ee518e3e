-- Where exchange keys were imported from, so that they can be imported again when they rotate there.

CREATE TABLE exchange_key_sources (
  exchange_key integer PRIMARY KEY REFERENCES exchange_keys,
  source text NOT NULL CHECK (length(source) BETWEEN 1 AND 700),
  api_key_field text NOT NULL CHECK (length(api_key_field) BETWEEN 1 AND 100),
  secret_field text NOT NULL CHECK (length(secret_field) BETWEEN 1 AND 100),
  passphrase_field text CHECK (length(passphrase_field) BETWEEN 1 AND 100),
  marker text CHECK (length(marker) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL CHECK (created_by <> ''),
  imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  row_mac sha256_hash NOT NULL
);
COMMENT ON TABLE exchange_key_sources IS
  'The managed key store that an exchange key comes from: an address and names of fields, nothing secret.';
COMMENT ON COLUMN exchange_key_sources.marker IS
  'The version there when it was imported last; null where the store has none. Only to know when to look closer.';

REVOKE ALL ON exchange_key_sources FROM PUBLIC;
GRANT SELECT, INSERT ON exchange_key_sources TO holdfast_operator;
GRANT UPDATE (marker, imported_at, revision, row_mac) ON exchange_key_sources TO holdfast_operator;
