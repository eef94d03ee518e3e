-- Keys, policies, operators, settings and the freeze.

CREATE DOMAIN sha256_hash AS bytea CHECK (octet_length(VALUE) = 32);
COMMENT ON DOMAIN sha256_hash IS 'The 32 bytes of a SHA-256 or HMAC-SHA-256.';

-- NaN sorts above every number in PostgreSQL, so the upper bound keeps it out.
CREATE DOMAIN usd AS numeric(38, 18) CHECK (VALUE >= 0 AND VALUE < 1e20);
COMMENT ON DOMAIN usd IS 'An amount in US dollars, exact; never NaN, never negative.';

CREATE DOMAIN label AS text CHECK (VALUE ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$');
COMMENT ON DOMAIN label IS 'A name a person gives: letters, digits, dot, underscore, hyphen; at most 64.';

CREATE DOMAIN exchange_id AS text CHECK (VALUE ~ '^[a-z][a-z0-9]{1,31}$');

-- Sealed by the vault: at least a nonce, a tag and one byte.
CREATE DOMAIN sealed AS bytea CHECK (octet_length(VALUE) BETWEEN 29 AND 65536);
COMMENT ON DOMAIN sealed IS 'Ciphertext of the vault. This database never sees what is inside.';

CREATE DOMAIN signing_algorithm AS text CHECK (VALUE IN ('hmac', 'rsa', 'ed25519', 'es256'));

-- A table that holds no rows and is only ever locked: deciding takes ROW EXCLUSIVE, a change of keys or of the freeze
-- takes EXCLUSIVE and so waits for the batches under way and holds back those after it. Table locks queue fairly and
-- need a privilege that no login role has; advisory locks could be held by anybody who may connect.
CREATE TABLE gate (never boolean CHECK (false));
COMMENT ON TABLE gate IS 'Empty; its lock orders decisions and administrative changes.';

CREATE TABLE control (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0)
);
COMMENT ON TABLE control IS 'One row.';
COMMENT ON COLUMN control.epoch IS 'Counts every freeze, thaw, revocation and bump; never decreases.';
INSERT INTO control DEFAULT VALUES;

CREATE TABLE settings (
  name label PRIMARY KEY,
  value bytea NOT NULL CHECK (octet_length(value) <= 65536),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  row_mac sha256_hash
);
COMMENT ON TABLE settings IS 'Small facts of the installation, such as the id of the key-encryption key in force.';

CREATE TABLE operators (
  name label PRIMARY KEY,
  verifier bytea NOT NULL CHECK (octet_length(verifier) BETWEEN 16 AND 4096),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'removed')),
  failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
  locked_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  row_mac sha256_hash
);
COMMENT ON TABLE operators IS 'People who administer; each change names one.';
COMMENT ON COLUMN operators.verifier IS 'Passphrase hash with its parameters, or a public key.';
COMMENT ON COLUMN operators.failures IS 'Failed attempts since the last success, to throttle guessing.';

CREATE TABLE exchange_keys (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name label NOT NULL UNIQUE,
  exchange exchange_id NOT NULL,
  target text NOT NULL CHECK (target IN ('real', 'redirected')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL CHECK (created_by <> ''),
  UNIQUE (number, exchange)
);
COMMENT ON TABLE exchange_keys IS 'An account at an exchange under a name; its secrets are the versions.';
COMMENT ON COLUMN exchange_keys.target IS 'A key for the real host is never signed with for a redirected one.';

CREATE TABLE exchange_key_versions (
  exchange_key integer NOT NULL REFERENCES exchange_keys,
  version integer NOT NULL CHECK (version >= 1),
  algorithm signing_algorithm NOT NULL,
  sealed_key_id sealed NOT NULL,
  sealed_secret sealed NOT NULL,
  sealed_passphrase sealed,
  fingerprint sha256_hash NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('active', 'retiring', 'retired')),
  may_read boolean,
  may_trade boolean,
  may_withdraw boolean,
  ip_restricted boolean,
  checked_at timestamptz,
  accepted_risks text[] NOT NULL DEFAULT '{}'
    CHECK (accepted_risks <@ ARRAY['withdraw', 'no-ip', 'unverified'] AND array_position(accepted_risks, NULL) IS NULL),
  risk_reason text CHECK (length(risk_reason) BETWEEN 1 AND 1000),
  nonce_floor numeric(20, 0) NOT NULL DEFAULT 0 CHECK (nonce_floor >= 0 AND nonce_floor < 18446744073709551616),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL CHECK (created_by <> ''),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  row_mac sha256_hash NOT NULL,
  PRIMARY KEY (exchange_key, version),
  CONSTRAINT risks_have_a_reason CHECK ((cardinality(accepted_risks) = 0) = (risk_reason IS NULL)),
  CONSTRAINT withdrawing_is_accepted CHECK (may_withdraw IS NOT TRUE OR 'withdraw' = ANY (accepted_risks)),
  CONSTRAINT open_to_all_addresses_is_accepted CHECK (ip_restricted IS NOT FALSE OR 'no-ip' = ANY (accepted_risks)),
  CONSTRAINT unverified_is_accepted CHECK (may_withdraw IS NOT NULL OR 'unverified' = ANY (accepted_risks))
);
CREATE UNIQUE INDEX one_active_version ON exchange_key_versions (exchange_key) WHERE state = 'active';
COMMENT ON TABLE exchange_key_versions IS 'Real exchange keys, sealed. Rotation adds a version.';
COMMENT ON COLUMN exchange_key_versions.fingerprint IS
  'HMAC of the secret under a key of the vault, so that the same secret is not added twice.';
COMMENT ON COLUMN exchange_key_versions.may_withdraw IS 'What the exchange said the key may do; null: it could not be asked.';
COMMENT ON COLUMN exchange_key_versions.ip_restricted IS 'Null: the exchange has no such restriction or does not say.';
COMMENT ON COLUMN exchange_key_versions.nonce_floor IS 'Nonces start above this, for keys that were used elsewhere.';
COMMENT ON COLUMN exchange_key_versions.row_mac IS 'MAC of the row under a key derived from the key-encryption key.';

CREATE TABLE policies (
  hash sha256_hash PRIMARY KEY,
  canonical bytea NOT NULL CHECK (octet_length(canonical) BETWEEN 1 AND 65536),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL CHECK (created_by <> ''),
  CONSTRAINT named_by_content CHECK (hash = sha256(canonical))
);
COMMENT ON TABLE policies IS 'Policies by the SHA-256 of their canonical text; never changed.';

CREATE TABLE virtual_keys (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE CHECK (id ~ '^[!-~]+$' AND length(id) <= 256),
  name label NOT NULL,
  generation integer NOT NULL DEFAULT 1 CHECK (generation >= 1),
  exchange exchange_id NOT NULL,
  exchange_key integer NOT NULL,
  algorithm signing_algorithm NOT NULL,
  sealed_verifier sealed NOT NULL,
  sealed_passphrase sealed,
  policy sha256_hash NOT NULL REFERENCES policies,
  addresses cidr[] NOT NULL CHECK (array_position(addresses, NULL) IS NULL AND cardinality(addresses) <= 1000),
  expires_at timestamptz,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'frozen', 'revoked')),
  issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  issued_by text NOT NULL CHECK (issued_by <> ''),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  row_mac sha256_hash NOT NULL,
  UNIQUE (name, generation),
  FOREIGN KEY (exchange_key, exchange) REFERENCES exchange_keys (number, exchange)
);
CREATE INDEX ON virtual_keys (exchange_key);
COMMENT ON TABLE virtual_keys IS 'Keys that programs hold. Rows are never deleted; a revoked one stays revoked.';
COMMENT ON COLUMN virtual_keys.id IS 'As the client sends it.';
COMMENT ON COLUMN virtual_keys.generation IS 'Rotation issues the next generation under the same name.';
COMMENT ON COLUMN virtual_keys.sealed_verifier IS 'What the gateway verifies signatures with.';
COMMENT ON COLUMN virtual_keys.row_mac IS
  'MAC under a key derived from the key-encryption key over binding, policy, addresses, expiry, state and revision.';

CREATE TABLE freezes (
  exchange_key integer REFERENCES exchange_keys,
  virtual_key integer REFERENCES virtual_keys,
  frozen boolean NOT NULL,
  epoch bigint NOT NULL CHECK (epoch >= 0),
  reason text NOT NULL CHECK (length(reason) <= 1000),
  changed_by text NOT NULL CHECK (changed_by <> ''),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (exchange_key IS NULL OR virtual_key IS NULL),
  UNIQUE NULLS NOT DISTINCT (exchange_key, virtual_key)
);
COMMENT ON TABLE freezes IS
  'The kill switch: both columns null is everything, else one exchange key or one virtual key. Outside the row MAC, so that it works while the vault is sealed.';
COMMENT ON COLUMN freezes.epoch IS 'Epoch of the last change; a request judged before it is refused.';
INSERT INTO freezes (frozen, epoch, reason, changed_by) VALUES (false, 0, 'installation', 'installation');

CREATE FUNCTION order_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
BEGIN
  LOCK TABLE gate IN EXCLUSIVE MODE;
  PERFORM pg_notify('holdfast_changes', TG_TABLE_NAME);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION order_change IS 'Makes every change of keys wait for the decisions under way, and tells the replicas.';
CREATE TRIGGER order_change BEFORE INSERT OR UPDATE OR DELETE ON exchange_keys EXECUTE FUNCTION order_change();
CREATE TRIGGER order_change BEFORE INSERT OR UPDATE OR DELETE ON exchange_key_versions EXECUTE FUNCTION order_change();
CREATE TRIGGER order_change BEFORE INSERT OR UPDATE OR DELETE ON virtual_keys EXECUTE FUNCTION order_change();
CREATE TRIGGER order_change BEFORE INSERT OR UPDATE OR DELETE ON freezes EXECUTE FUNCTION order_change();

CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
BEGIN
  IF NEW.revision <> OLD.revision + 1 THEN
    RAISE EXCEPTION 'revision must be %, not %', OLD.revision + 1, NEW.revision USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state IN ('revoked', 'retired') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'a % key stays %', OLD.state, OLD.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION keep_history IS 'Every change counts the revision up by one; what is revoked or retired stays so.';
CREATE TRIGGER keep_history BEFORE UPDATE ON virtual_keys FOR EACH ROW EXECUTE FUNCTION keep_history();
CREATE TRIGGER keep_history BEFORE UPDATE ON exchange_key_versions FOR EACH ROW EXECUTE FUNCTION keep_history();
