-- Key hygiene: exchange keys that are to be deleted after a delay, and when keys are to be rotated.

-- A marked version is neither active nor retiring, so decide finds none that signs, from the commit on.
ALTER TABLE exchange_key_versions
  DROP CONSTRAINT exchange_key_versions_state_check,
  ADD CONSTRAINT exchange_key_versions_state_check CHECK (state IN ('active', 'retiring', 'deleting', 'retired')),
  ADD COLUMN rotate_after_days integer CHECK (rotate_after_days BETWEEN 0 AND 3650),
  ADD COLUMN state_before text CHECK (state_before IN ('active', 'retiring')),
  ADD COLUMN marked_at timestamptz CHECK (isfinite(marked_at)),
  ADD COLUMN purge_after timestamptz CHECK (isfinite(purge_after)),
  ADD CONSTRAINT marks_are_whole CHECK (num_nulls(state_before, marked_at, purge_after) IN (0, 3)),
  ADD CONSTRAINT deleting_is_marked CHECK (state <> 'deleting' OR marked_at IS NOT NULL),
  ADD CONSTRAINT marked_is_deleting CHECK (marked_at IS NULL OR state IN ('deleting', 'retired')),
  ADD CONSTRAINT delay_is_a_day_at_least CHECK (purge_after >= marked_at + interval '24 hours');
COMMENT ON COLUMN exchange_key_versions.rotate_after_days IS
  'Age in days at which the secret is to be renewed; null: as the configuration says; 0: never.';
COMMENT ON COLUMN exchange_key_versions.state_before IS 'What an undelete brings back. Null: it was never marked.';
COMMENT ON COLUMN exchange_key_versions.marked_at IS 'When it was marked to be deleted. Stays when the secret is gone.';
COMMENT ON COLUMN exchange_key_versions.purge_after IS 'Until then the secret is kept, and an undelete is possible.';

-- What the vault's MAC says can be checked by the vault alone; this holds for everybody who may write here.
CREATE FUNCTION keep_delay() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
BEGIN
  IF NEW.state IN ('deleting', 'retired') THEN
    IF (NEW.state_before, NEW.marked_at, NEW.purge_after) IS DISTINCT FROM (OLD.state_before, OLD.marked_at, OLD.purge_after) THEN
      RAISE EXCEPTION 'the delay of a key that is marked never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'keep_delay';
    END IF;
    IF NEW.state = 'retired' AND clock_timestamp() < OLD.purge_after THEN
      RAISE EXCEPTION 'the delay of a key that is marked is not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'keep_delay';
    END IF;
  ELSIF NEW.state <> OLD.state_before THEN
    RAISE EXCEPTION 'a key comes back as it was before it was marked' USING ERRCODE = 'check_violation', CONSTRAINT = 'keep_delay';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION keep_delay IS 'A key that is marked is retired after its delay, or comes back as it was.';
CREATE TRIGGER keep_delay BEFORE UPDATE ON exchange_key_versions
  FOR EACH ROW WHEN (OLD.state = 'deleting') EXECUTE FUNCTION keep_delay();

CREATE FUNCTION start_delay() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
BEGIN
  IF OLD.state = 'retired' OR NEW.state_before <> OLD.state OR NEW.purge_after < clock_timestamp() + interval '23 hours' THEN
    RAISE EXCEPTION 'a key is marked from now on, and for a day at least' USING ERRCODE = 'check_violation', CONSTRAINT = 'start_delay';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION start_delay IS 'No mark is dated back, and nothing that is retired is marked.';
CREATE TRIGGER start_delay BEFORE UPDATE ON exchange_key_versions
  FOR EACH ROW WHEN (OLD.marked_at IS NULL AND NEW.marked_at IS NOT NULL) EXECUTE FUNCTION start_delay();

-- The clock of a server can be set forward; how much of a delay gateways saw pass can't.
CREATE TABLE deletion_delays (
  exchange_key integer PRIMARY KEY REFERENCES exchange_keys,
  mark bigint NOT NULL CHECK (mark >= 1),
  seen_ms bigint NOT NULL CHECK (seen_ms >= 0),
  seen_at timestamptz NOT NULL CHECK (isfinite(seen_at)),
  row_mac sha256_hash NOT NULL
);
COMMENT ON TABLE deletion_delays IS
  'How much of the delay of a marked key has been seen to pass by running gateways. In no backup: after a restore it begins anew.';
COMMENT ON COLUMN deletion_delays.mark IS 'Revision of the newest version when the key was marked: another mark begins anew.';
COMMENT ON COLUMN deletion_delays.seen_at IS 'By the database''s clock; what two gateways see at once counts once.';

ALTER TABLE virtual_keys
  ADD COLUMN rotate_after_days integer CHECK (rotate_after_days BETWEEN 0 AND 3650);
COMMENT ON COLUMN virtual_keys.rotate_after_days IS
  'Age in days at which the next generation is to be issued; null: as the configuration says; 0: never.';

CREATE TABLE key_reminders (
  number bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL CHECK (kind IN ('exchange-key', 'virtual-key')),
  name label NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  stage text NOT NULL CHECK (stage IN ('rotation-soon', 'rotation-overdue', 'expires-soon', 'expired')),
  due_at timestamptz NOT NULL CHECK (isfinite(due_at)),
  reminded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_until timestamptz,
  posted_at timestamptz,
  UNIQUE (kind, name, version, stage, due_at)
);
CREATE INDEX key_reminders_to_post ON key_reminders (number) WHERE posted_at IS NULL;
COMMENT ON TABLE key_reminders IS 'What people were reminded of, each once. The audit log has the same, for good.';
COMMENT ON COLUMN key_reminders.version IS 'Version of an exchange key, generation of a virtual key.';
COMMENT ON COLUMN key_reminders.claimed_until IS 'Until then one gateway is sending it.';
COMMENT ON COLUMN key_reminders.posted_at IS 'When every configured address had taken it.';

-- What a virtual key did, without reading what all others did: for reports, and for policies made from use. Some 31 bytes an
-- entry; what it adds to the processor time of a decision was not measurable (1.1 ms for 16 orders with and without).
CREATE INDEX audit_entries_by_use ON audit_entries (virtual_key, id) WHERE kind = 'outcome' OR accepted;

REVOKE ALL ON deletion_delays, key_reminders FROM PUBLIC;
REVOKE ALL ON SEQUENCE key_reminders_number_seq FROM PUBLIC;
REVOKE ALL ON FUNCTION keep_delay, start_delay FROM PUBLIC;
GRANT UPDATE (rotate_after_days, state_before, marked_at, purge_after) ON exchange_key_versions TO holdfast_operator;
GRANT UPDATE (rotate_after_days) ON virtual_keys TO holdfast_operator;
GRANT SELECT, INSERT ON deletion_delays, key_reminders TO holdfast_operator;
GRANT UPDATE (mark, seen_ms, seen_at, row_mac) ON deletion_delays TO holdfast_operator;
GRANT UPDATE (claimed_until, posted_at) ON key_reminders TO holdfast_operator;
GRANT SELECT (rotate_after_days, state_before, marked_at, purge_after) ON exchange_key_versions TO holdfast_server;
GRANT SELECT (rotate_after_days) ON virtual_keys TO holdfast_server;
