-- Who may do what. Whatever isn't named here is denied.

REVOKE ALL ON ALL TABLES IN SCHEMA holdfast FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA holdfast FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA holdfast FROM PUBLIC;
GRANT USAGE ON SCHEMA holdfast TO holdfast_gateway, holdfast_server, holdfast_operator;

-- The gateway reads keys and writes through functions only, checkpoints apart.
GRANT SELECT ON control, settings, operators, exchange_keys, exchange_key_versions, policies, virtual_keys, freezes,
  audit_entries, audit_leaves, audit_checkpoints, replay_keys, daily_usage, sends, nonces, upstream_budget, migrations
  TO holdfast_gateway;
GRANT INSERT ON audit_checkpoints TO holdfast_gateway;
GRANT EXECUTE ON FUNCTION decide, record_outcomes, forget_replays, record_entry, append_leaves, lease_nonces,
  end_nonce_lease, take_budget, close_upstream, freeze_now, revoke_virtual_key, bump_epoch TO holdfast_gateway;

-- The operator's commands add and change keys; nothing is deleted, and what a row is about never changes.
GRANT SELECT ON control, settings, operators, exchange_keys, exchange_key_versions, policies, virtual_keys, freezes,
  audit_entries, audit_leaves, audit_checkpoints, daily_usage, sends, nonces, migrations TO holdfast_operator;
GRANT INSERT ON settings, operators, exchange_keys, exchange_key_versions, policies, virtual_keys, audit_checkpoints
  TO holdfast_operator;
GRANT UPDATE (value, revision, row_mac) ON settings TO holdfast_operator;
GRANT UPDATE (verifier, state, failures, locked_until, revision, row_mac) ON operators TO holdfast_operator;
GRANT UPDATE (sealed_key_id, sealed_secret, sealed_passphrase, fingerprint, state, may_read, may_trade, may_withdraw,
  ip_restricted, checked_at, accepted_risks, risk_reason, nonce_floor, revision, row_mac)
  ON exchange_key_versions TO holdfast_operator;
GRANT UPDATE (sealed_verifier, sealed_passphrase, exchange_key, policy, addresses, expires_at, state, revision, row_mac)
  ON virtual_keys TO holdfast_operator;
GRANT EXECUTE ON FUNCTION record_entry, append_leaves, freeze_now, thaw, revoke_virtual_key, bump_epoch
  TO holdfast_operator;

-- The server shows what happens. It reads nothing that is sealed, no verifier, and changes nothing.
GRANT SELECT ON control, policies, freezes, audit_entries, audit_leaves, audit_checkpoints, daily_usage, migrations
  TO holdfast_server;
GRANT SELECT (number, name, exchange, target, created_at, created_by) ON exchange_keys TO holdfast_server;
GRANT SELECT (exchange_key, version, algorithm, state, may_read, may_trade, may_withdraw, ip_restricted, checked_at,
  accepted_risks, risk_reason, created_at, created_by, revision) ON exchange_key_versions TO holdfast_server;
GRANT SELECT (number, id, name, generation, exchange, exchange_key, algorithm, policy, addresses, expires_at, state,
  issued_at, issued_by, revision) ON virtual_keys TO holdfast_server;
