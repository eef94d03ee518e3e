-- Operators who prove to be one, attempts that are throttled, changes while the vault is sealed, and the vault's next key.

-- A rekey wraps and MACs every row anew without changing what it says: its revision stays. TG_ARGV: the columns that may
-- change in such an update.
CREATE OR REPLACE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
BEGIN
  IF NEW.revision = OLD.revision AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF;
  IF NEW.revision <> OLD.revision + 1 THEN
    RAISE EXCEPTION 'revision must be %, not %', OLD.revision + 1, NEW.revision USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state IN ('revoked', 'retired', 'removed') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'a % % stays %', OLD.state, CASE TG_TABLE_NAME WHEN 'operators' THEN 'operator' ELSE 'key' END, OLD.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION keep_history IS
  'Every change counts the revision up by one, what wraps the same again apart; what is revoked, retired or removed stays so.';
DROP TRIGGER keep_history ON virtual_keys;
CREATE TRIGGER keep_history BEFORE UPDATE ON virtual_keys
  FOR EACH ROW EXECUTE FUNCTION keep_history('sealed_verifier', 'sealed_passphrase', 'row_mac');
DROP TRIGGER keep_history ON exchange_key_versions;
CREATE TRIGGER keep_history BEFORE UPDATE ON exchange_key_versions
  FOR EACH ROW EXECUTE FUNCTION keep_history('sealed_key_id', 'sealed_secret', 'sealed_passphrase', 'fingerprint', 'row_mac');
CREATE TRIGGER keep_history BEFORE UPDATE ON operators
  FOR EACH ROW EXECUTE FUNCTION keep_history('verifier', 'row_mac', 'failures', 'locked_until');
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON operators EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON settings EXECUTE FUNCTION refuse_change();
COMMENT ON COLUMN operators.verifier IS
  'Sealed by the vault: the parameters and the hash of a passphrase, or a public key.';
COMMENT ON COLUMN operators.failures IS 'Attempts under this name since its last success.';

CREATE FUNCTION tell_new_kek() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
BEGIN
  PERFORM pg_notify('holdfast_changes', 'settings');
  RETURN NULL;
END $$;
COMMENT ON FUNCTION tell_new_kek IS 'Tells the replicas that the vault has a new key.';
CREATE TRIGGER tell_new_kek AFTER UPDATE ON settings
  FOR EACH ROW WHEN (NEW.name = 'kek-id') EXECUTE FUNCTION tell_new_kek();

CREATE OR REPLACE FUNCTION revoke_virtual_key(
  p_virtual_key text, p_revision bigint, p_row_mac bytea, p_replica text, p_content bytea
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_epoch bigint := next_epoch();
BEGIN
  -- The audit entry names the new revision, so the row must be the one that was read.
  UPDATE virtual_keys k SET state = 'revoked', revision = k.revision + 1, row_mac = coalesce(p_row_mac, k.row_mac)
  WHERE k.id = p_virtual_key AND k.state <> 'revoked' AND k.revision = p_revision;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such virtual key, it is revoked already, or it changed meanwhile'
      USING ERRCODE = 'no_data_found';
  END IF;
  PERFORM record_entry(p_replica, 'administration', p_content);
  RETURN v_epoch;
END $$;
COMMENT ON FUNCTION revoke_virtual_key IS
  'Revokes for good. p_row_mac is for revision p_revision + 1, or null while sealed: the old MAC then does not fit, and the audit entry says what is so.';

-- One counter for all names: were there one for each, the answer to an unknown name would differ from that to a known one.
CREATE TABLE authentication_attempts (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
  latest timestamptz,
  locked_until timestamptz
);
INSERT INTO authentication_attempts DEFAULT VALUES;
COMMENT ON TABLE authentication_attempts IS 'One row: attempts of operators to authenticate that have not succeeded.';
COMMENT ON COLUMN authentication_attempts.locked_until IS 'Until then no attempt is looked at.';

CREATE FUNCTION begin_attempt(p_operator text) RETURNS double precision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_free CONSTANT integer := 4;
  v_longest CONSTANT interval := interval '15 minutes';
  v_row authentication_attempts;
  v_time timestamptz;
  v_failures integer;
BEGIN
  SELECT * INTO STRICT v_row FROM authentication_attempts FOR UPDATE;
  v_time := clock_timestamp();
  IF v_row.locked_until > v_time + v_longest THEN
    -- The clock was set back.
    v_row.locked_until := v_time + v_longest;
    UPDATE authentication_attempts SET locked_until = v_row.locked_until;
  END IF;
  IF v_row.locked_until > v_time THEN RETURN extract(epoch FROM v_row.locked_until - v_time); END IF;
  v_failures := v_row.failures + 1;
  IF v_row.latest < v_time - interval '1 hour' THEN
    v_failures := 1;
    UPDATE operators SET failures = 0 WHERE failures > 0;
  END IF;
  UPDATE authentication_attempts SET failures = v_failures, latest = v_time, locked_until = CASE
    WHEN v_failures > v_free THEN v_time + least(v_longest, interval '1 second' * power(2, least(v_failures - v_free, 20)))
    END;
  UPDATE operators SET failures = failures + 1 WHERE name = p_operator;
  RETURN 0;
END $$;
COMMENT ON FUNCTION begin_attempt IS
  'Counts an attempt as failed before it is looked at, so that several at once gain nothing. Returns 0, or the seconds to wait: then it must not be looked at.';

CREATE FUNCTION end_attempt(p_operator text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_own integer;
BEGIN
  PERFORM 1 FROM authentication_attempts FOR UPDATE;
  SELECT failures INTO STRICT v_own FROM operators WHERE name = p_operator FOR UPDATE;
  UPDATE authentication_attempts SET failures = greatest(0, failures - v_own),
    locked_until = CASE WHEN failures > v_own THEN locked_until END;
  UPDATE operators SET failures = 0 WHERE name = p_operator;
END $$;
COMMENT ON FUNCTION end_attempt IS
  'An attempt succeeded: takes back what was counted under its name. Failures under other names stay, so that no operator can guess for long at another.';

REVOKE ALL ON authentication_attempts FROM PUBLIC;
REVOKE ALL ON FUNCTION tell_new_kek, begin_attempt, end_attempt FROM PUBLIC;
REVOKE UPDATE (failures, locked_until) ON operators FROM holdfast_operator;
GRANT SELECT ON authentication_attempts TO holdfast_operator;
GRANT EXECUTE ON FUNCTION begin_attempt, end_attempt TO holdfast_operator;
