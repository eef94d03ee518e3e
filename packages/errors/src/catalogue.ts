/**
 * Every error code of Holdfast, once. `class` is `user` when the person can mend it by changing input or
 * arguments, `internal` when it is the product's or the machine's fault. docs/errors.md is generated from this
 * table (`node scripts/generate.ts`), and a test fails when it is stale.
 */
export const errorCatalogue = {
  // engine: dates and panel
  DATE_INVALID: { class: 'user', meaning: 'A date is not a calendar date in the form YYYY-MM-DD.' },
  PANEL_INVALID: {
    class: 'internal',
    meaning:
      'Market data handed to the engine has the wrong shape: lengths, order of dates or order of assets.',
  },
  PANEL_EMPTY: {
    class: 'user',
    meaning: 'The snapshot has no dates or no assets, so nothing can be computed.',
  },
  // engine: definition
  DEFINITION_SYNTAX: {
    class: 'user',
    meaning:
      'The definition file is not valid YAML, or uses what definitions leave out of YAML: aliases, tags, keys that are not text, a key twice, a second document. The message names file, line and column.',
  },
  DEFINITION_INVALID: {
    class: 'user',
    meaning:
      'The definition file is YAML, but a key is unknown, missing, of the wrong type or out of range. The message names file, line, column, key and what is allowed.',
  },
  DEFINITION_NOT_FOUND: {
    class: 'user',
    meaning: 'A member or benchmark names a definition that does not exist.',
  },
  DEFINITION_DUPLICATE: { class: 'user', meaning: 'Two definitions have the same id.' },
  DEFINITION_CYCLE: { class: 'user', meaning: 'Definitions hold each other as members in a circle.' },
  VARIATION_INVALID: {
    class: 'user',
    meaning:
      'What a sweep is to vary names a key that definitions do not have or names it twice, lacks values, or makes too many combinations.',
  },
  ASSET_UNKNOWN: {
    class: 'user',
    meaning: 'An asset id that a definition or a command names is not in the snapshot.',
  },
  // engine: backtest
  BASE_DATE_TOO_EARLY: {
    class: 'user',
    meaning: 'The base date is before the first date at which the rules have all the history they need.',
  },
  BASE_DATE_AFTER_END: { class: 'user', meaning: 'The base date is after the last date of the backtest.' },
  HISTORY_TOO_SHORT: {
    class: 'user',
    meaning: 'The snapshot has fewer dates than the longest window and the lag of the definition need.',
  },
  BENCHMARK_WITHOUT_PRICE: {
    class: 'user',
    meaning: 'A benchmark named in the definition has no price on or before the first date of the index.',
  },
  CAPITAL_EXCEEDS_LIQUIDITY: {
    class: 'user',
    meaning: 'With this capital the impact of a trade would cost more than the index is worth.',
  },
  STATISTICS_INVALID: {
    class: 'user',
    meaning: 'A statistic was asked for with too little data or with parameters outside their range.',
  },
  SOLVER_NOT_CONVERGED: {
    class: 'internal',
    meaning:
      'A weight solver did not reach its tolerance. Please report it with the definition and the date.',
  },
  // market data
  SOURCE_NOT_FOUND: { class: 'user', meaning: 'A file that was to be imported does not exist.' },
  SOURCE_UNREADABLE: {
    class: 'user',
    meaning:
      'A file that was to be imported is a folder, is empty, is cut off or damaged, or is of a kind that Holdfast does not read. It reads CSV, gzip CSV and Parquet.',
  },
  IMPORT_HEADER: {
    class: 'user',
    meaning: 'The first line of a CSV file does not name its columns, or is not UTF-8.',
  },
  IMPORT_COLUMN_MISSING: {
    class: 'user',
    meaning: 'A column that the import was told to read is not in the file, or is in it twice.',
  },
  IMPORT_NO_ROWS: {
    class: 'user',
    meaning: 'No row of the file could be accepted. The message gives the first reasons.',
  },
  IMPORT_TOO_LARGE: {
    class: 'user',
    meaning: 'The file has more rows, or more assets times dates, than daily history has.',
  },
  NAMES_INVALID: {
    class: 'user',
    meaning: 'The names file is not CSV with the columns id, symbol and name. The message names the line.',
  },
  TAGS_INVALID: {
    class: 'user',
    meaning: 'The tags file has an unknown key or value. The message names file, line, column and key.',
  },
  SNAPSHOT_NAME_INVALID: {
    class: 'user',
    meaning: 'The name of a snapshot has characters that names may not have, or is too long.',
  },
  SNAPSHOT_NAME_TAKEN: { class: 'user', meaning: 'The name of a snapshot points at other content already.' },
  SNAPSHOT_NOT_FOUND: { class: 'user', meaning: 'No snapshot has this name, or a hash that begins so.' },
  SNAPSHOT_AMBIGUOUS: {
    class: 'user',
    meaning: 'The hashes of several snapshots begin with the digits given.',
  },
  SNAPSHOT_DAMAGED: {
    class: 'user',
    meaning: 'The stored files of a snapshot are not what was imported. Import the source again.',
  },
  DATA_HOME_UNUSABLE: {
    class: 'user',
    meaning: 'The data folder can’t be read or written: permissions, or no space left.',
  },
  STORE_UNEXPECTED: {
    class: 'internal',
    meaning: 'DuckDB handed over data in a form that this version of Holdfast does not know.',
  },
  // paper exchange
  PAPER_NOT_STARTED: {
    class: 'user',
    meaning: 'No paper exchange of this data home runs, or none was ever started.',
  },
  PAPER_FAULTS_INVALID: {
    class: 'user',
    meaning:
      'The file of faults for the paper exchange has an unknown key, or a value that is out of range. The message names line and column.',
  },
  PAPER_KEY_REFUSED: {
    class: 'user',
    meaning:
      'The paper exchange does not take a public key: the file has no Ed25519 public key in PEM, or the exchange whose dialect it speaks has no such keys.',
  },
  PAPER_TRANSFER_REFUSED: {
    class: 'user',
    meaning:
      'The paper exchange does not take a deposit or withdrawal: the amount is no amount of at most eight decimals, or more than there is.',
  },
  PAPER_CLOCK_REFUSED: {
    class: 'user',
    meaning:
      'The paper exchange does not move its clock: it was not started with "--speed step", or its history ends before that time.',
  },
  PAPER_CLOCK_NOT_LOCAL: {
    class: 'user',
    meaning:
      'gateway.yaml has "clock: paper" for an upstream that is no paper exchange on this machine. Simulated time must never move the limits of a real account.',
  },
  // trader
  PLAN_INPUT_INVALID: {
    class: 'user',
    meaning:
      'Holdings, targets, markets or preferences of a plan have an unknown key, lack one, or hold a value that is out of range. The message names the document and the place in it.',
  },
  PORTFOLIO_SETTINGS_INVALID: {
    class: 'user',
    meaning:
      'The settings of a portfolio have an unknown key, or a value that is out of range. The message names line and column.',
  },
  ACCOUNT_EXISTS: { class: 'user', meaning: 'An account of this name was added before.' },
  ACCOUNT_UNKNOWN: { class: 'user', meaning: 'No account of this name was added.' },
  ACCOUNT_INVALID: {
    class: 'user',
    meaning: 'A virtual key, a gateway address or a name of an account is not of the form it must have.',
  },
  ACCOUNT_TAKEN: {
    class: 'user',
    meaning: 'Another portfolio already has everything on this account that no portfolio has an amount of.',
  },
  ACCOUNT_BUSY: {
    class: 'user',
    meaning: 'Another process works on this account right now; only one may.',
  },
  ACCOUNT_NOT_LIVE: {
    class: 'user',
    meaning: 'An account leads to a real exchange, and nobody has said that orders may go there.',
  },
  ACCOUNT_SHORT: {
    class: 'user',
    meaning: 'An account has less free cash than a portfolio is to begin with.',
  },
  PORTFOLIO_EXISTS: { class: 'user', meaning: 'A portfolio of this name was created before.' },
  PORTFOLIO_UNKNOWN: { class: 'user', meaning: 'No portfolio of this name was created.' },
  PORTFOLIO_INVALID: {
    class: 'user',
    meaning: 'A portfolio’s name, amount or mode is not of the form it must have.',
  },
  PORTFOLIO_PAUSED: {
    class: 'user',
    meaning: 'A portfolio is paused, by a person or by a guard that has tripped; the message says why.',
  },
  PORTFOLIO_BUSY: {
    class: 'user',
    meaning: 'It is not known yet what became of an order of this portfolio.',
  },
  PORTFOLIO_CLOSED: { class: 'user', meaning: 'A portfolio was closed for good.' },
  PLAN_NOT_WAITING: {
    class: 'user',
    meaning: 'There is no plan that waits for approval, or another one than was named.',
  },
  INDEX_NOT_READY: {
    class: 'user',
    meaning: 'The market data has no close that the index could be computed with at this moment.',
  },
  VENUE_UNSUPPORTED: { class: 'user', meaning: 'The trader can’t trade on this exchange yet.' },
  VENUE_UNREACHABLE: {
    class: 'internal',
    meaning: 'The gateway or the exchange doesn’t answer, or asks to wait. Trying again later may help.',
  },
  VENUE_REFUSED: {
    class: 'user',
    meaning: 'The gateway or the exchange refuses what the trader asks. The message has its words.',
  },
  VENUE_INCONSISTENT: {
    class: 'internal',
    meaning:
      'What the exchange says of an order contradicts what it said before. Nothing is sent until a person has looked.',
  },
  TAX_LOTS_INVALID: {
    class: 'user',
    meaning:
      'Tax lots can’t be kept: a line of imported cost basis is not `asset,amount,acquired,cost_usd`, or an event has an amount that is none, or is before the one in front of it. The message names the line, or the event and its field.',
  },
  TRACKING_INVALID: {
    class: 'internal',
    meaning:
      'A portfolio can’t be held against its index: marks or fills are malformed or out of order, or a price is missing of what is held or traded. The message names the place.',
  },
  // command line
  DOCTOR_FAILED: {
    class: 'user',
    meaning: 'A check of "holdfast doctor" failed; its findings say which, and what to do.',
  },
  COMMAND_INVALID: {
    class: 'user',
    meaning: 'The command line has an unknown command or option, a missing argument or a value out of range.',
  },
  FILE_UNUSABLE: {
    class: 'user',
    meaning: 'A file or folder that was named does not exist, or can’t be read or written.',
  },
  FILE_EXISTS: {
    class: 'user',
    meaning: 'A file that would be written exists already, and is left as it is.',
  },
  SNAPSHOT_CHOICE: {
    class: 'user',
    meaning: 'No snapshot was named, and there is not exactly one to choose.',
  },
  PORT_UNAVAILABLE: { class: 'user', meaning: 'No port could be opened for the local web server.' },
  SWEEP_NOT_RESUMABLE: {
    class: 'user',
    meaning: 'A sweep was to be resumed, but what is in its folder belongs to another sweep or to none.',
  },
  SWEEP_WITHOUT_RESULT: { class: 'user', meaning: 'No combination of a sweep could be computed.' },
  DEMO_FAILED: {
    class: 'internal',
    meaning: 'A part of the demo did not start, or ended; the message has what it said last.',
  },
  DEMO_UNAVAILABLE: {
    class: 'internal',
    meaning: 'The shipped demo data or the shipped index definitions are missing from the installation.',
  },
  INTERRUPTED: { class: 'user', meaning: 'The command was ended by Ctrl-C. Its exit status is 130.' },
  UNEXPECTED: {
    class: 'internal',
    meaning: 'An error that Holdfast did not foresee. Please report it.',
  },
  // vault
  SECRET_UNREADABLE: {
    class: 'user',
    meaning:
      'A stored secret could not be opened: it was changed, belongs to another name, version or target, or was sealed under another key-encryption key. Which of these is never told apart.',
  },
  SECRET_INVALID: {
    class: 'internal',
    meaning: 'A secret that was to be sealed is too long, or what it belongs to is not named properly.',
  },
  ENCODING_INVALID: {
    class: 'internal',
    meaning: 'Values to be authenticated have no unambiguous encoding, such as text with lone surrogates.',
  },
  KEK_WRONG: {
    class: 'user',
    meaning:
      'The passphrase, key file, keyring entry or variable does not open this vault, or the vault file was changed.',
  },
  KEK_INVALID: { class: 'internal', meaning: 'A key-encryption key was handed over in the wrong form.' },
  KEK_NOT_IN_VAULT: {
    class: 'user',
    meaning:
      'The database was sealed with a key-encryption key that the vault file does not have: the two come from different installations or from different times.',
  },
  VAULT_MISSING: { class: 'user', meaning: 'There is no vault in the data folder yet.' },
  VAULT_EXISTS: {
    class: 'user',
    meaning: 'A vault was to be made where there is one already. It is left as it is.',
  },
  VAULT_FILE_INVALID: {
    class: 'user',
    meaning: 'The vault file is damaged, was edited, or was written by a newer version of Holdfast.',
  },
  VAULT_FILE_UNSAFE: {
    class: 'user',
    meaning:
      'The vault file or its folder is a link, belongs to someone else, or can be read or written by others.',
  },
  VAULT_UNUSABLE: { class: 'user', meaning: 'The vault file can’t be read or written by this process.' },
  VAULT_REKEY_PENDING: {
    class: 'user',
    meaning: 'A change of the key-encryption key was begun and neither finished nor given up.',
  },
  VAULT_REKEY_ABSENT: {
    class: 'user',
    meaning:
      'A change of the key-encryption key was to be finished or given up, but the vault file and the database do not agree on one.',
  },
  VAULT_PROVIDER_OTHER: {
    class: 'user',
    meaning: 'The vault is opened by another kind of key provider than the one that is configured.',
  },
  KEY_FILE_UNSAFE: {
    class: 'user',
    meaning:
      'A key file is no plain file of 32 bytes, belongs to someone else, can be read or written by others, or lies inside the data folder.',
  },
  KEY_FILE_EXISTS: {
    class: 'user',
    meaning: 'A key file was to be made where a file exists already. It is left as it is.',
  },
  KEY_FILE_UNUSABLE: { class: 'user', meaning: 'A key file does not exist, or can’t be read or written.' },
  KEYRING_UNAVAILABLE: {
    class: 'user',
    meaning: 'The keyring of the operating system can’t be reached, is locked, or lacks the vault’s entry.',
  },
  KEK_VARIABLE_INVALID: {
    class: 'user',
    meaning: 'The environment variable that should hold the vault’s key is not set to 64 hex digits.',
  },
  KEY_STORE_UNREACHABLE: {
    class: 'user',
    meaning:
      'A managed key store (HashiCorp Vault, OpenBao, AWS) does not answer, is sealed, is a standby, or asks to come back later. A start of the gateway waits for it.',
  },
  KEY_STORE_UNTRUSTED: {
    class: 'user',
    meaning:
      'What answers at the address of a managed key store has no certificate that is trusted for it, or speaks no TLS.',
  },
  KEY_STORE_REFUSED: {
    class: 'user',
    meaning:
      'A managed key store does not accept the login, or does not allow or know what was asked of it. Trying again does not help.',
  },
  KEY_STORE_ANSWER_INVALID: {
    class: 'user',
    meaning: 'A managed key store answered too much, or something that its documentation does not have.',
  },
  KEY_STORE_CREDENTIALS: {
    class: 'user',
    meaning:
      'The credentials for a managed key store are missing, expired, malformed, or in a file that others can read or write.',
  },
  KEK_WRAP_REFUSED: {
    class: 'user',
    meaning:
      'A managed key store does not open the wrapped key of the vault file: it was changed, belongs to another vault, or the key that wrapped it is gone or too old.',
  },
  KEK_WRAP_UNBOUND: {
    class: 'user',
    meaning:
      'A managed key store wraps a key without binding it to its vault, as Vaults older than 1.13 do with keys that are not derived.',
  },
  KEY_SOURCE_INVALID: {
    class: 'user',
    meaning:
      'Where an exchange key is to be imported from is not written as a source, or names another region.',
  },
  KEY_SOURCE_FIELDS: {
    class: 'user',
    meaning:
      'The secret in a managed key store lacks a field that the exchange key needs, or has it as something else than text.',
  },
  KEY_SOURCE_UNKNOWN: {
    class: 'user',
    meaning: 'An exchange key was not imported from a managed key store, so it can’t be imported again.',
  },
  KEY_SOURCE_CHANGED: {
    class: 'user',
    meaning:
      'Where an exchange key comes from is not what was written when it was imported: the database was changed, or another source was read.',
  },
  OPERATOR_NARROW: {
    class: 'user',
    meaning:
      'An operator who may only import keys again asked for something else, or was to be the first of a vault.',
  },
  VAULT_NOT_WRAPPED: {
    class: 'user',
    meaning: 'The vault’s key is not wrapped by a managed key store, so there is nothing to wrap anew.',
  },
  PASSPHRASE_INVALID: {
    class: 'user',
    meaning: 'A passphrase is empty or too long, a new one is too short, or its repetition differs.',
  },
  SECRET_INPUT_INVALID: {
    class: 'user',
    meaning:
      'A secret that was typed or piped in is too long, not UTF-8, holds control characters or has another number of lines than asked for.',
  },
  PROMPT_UNAVAILABLE: {
    class: 'user',
    meaning: 'A secret should be typed, but there is no terminal. Pipe it in with --stdin instead.',
  },
  BACKUP_DAMAGED: {
    class: 'user',
    meaning: 'A backup is no backup of Holdfast, is cut off, or was changed.',
  },
  BACKUP_PASSPHRASE_WRONG: {
    class: 'user',
    meaning: 'The passphrase is not the one that the backup was made with.',
  },
  BACKUP_PLACE_INVALID: {
    class: 'user',
    meaning: 'A backup can’t be written there: the file exists already, or lies in the data folder itself.',
  },
  BACKUP_VAULT_CHANGED: {
    class: 'user',
    meaning: 'The vault’s key was being changed while a backup was made, or vault file and database differ.',
  },
  BACKUP_NEWER: {
    class: 'user',
    meaning: 'A backup was made by a newer program than this one.',
  },
  RESTORE_HOME_NOT_EMPTY: {
    class: 'user',
    meaning: 'A backup is restored into an empty data folder only, and this one has something in it.',
  },
  RESTORE_TOO_RECENT: {
    class: 'user',
    meaning:
      'A restored installation stays frozen until every request that was signed before it is too old to be repeated.',
  },
  // database
  DATABASE_URL_INVALID: {
    class: 'user',
    meaning:
      'The address of the database can’t be used: it is no postgres:// address, has an option that Holdfast does not know, or would send data over a network without verified TLS.',
  },
  DATABASE_UNAVAILABLE: {
    class: 'user',
    meaning:
      'The database can’t be reached, refuses the sign-in, or is too busy to answer in time. Without it nothing is sent to an exchange.',
  },
  DATABASE_NOT_DURABLE: {
    class: 'user',
    meaning:
      'The database may lose what it has confirmed: fsync, full_page_writes or synchronous_commit is off, or a table is unlogged.',
  },
  DATABASE_ROLES_UNSAFE: {
    class: 'user',
    meaning: 'A role of Holdfast in the database has more rights than it may have.',
  },
  DATABASE_MIGRATION_CHANGED: {
    class: 'user',
    meaning:
      'A migration that was applied to the database is not the one that this program has: changed, missing or out of order.',
  },
  DATABASE_NEWER: {
    class: 'user',
    meaning: 'The database was migrated by a newer version of Holdfast. Use that version or a later one.',
  },
  DATABASE_IN_USE: {
    class: 'user',
    meaning: 'Another process runs the embedded database of this folder already.',
  },
  DATABASE_FILES_UNUSABLE: {
    class: 'user',
    meaning:
      'The folder of the embedded database can’t be used: it is of another PostgreSQL version, incomplete, or has the wrong owner.',
  },
  DATABASE_START_FAILED: {
    class: 'user',
    meaning: 'The embedded database did not start. The message has what PostgreSQL said.',
  },
  DATABASE_ENDED: {
    class: 'internal',
    meaning:
      'The embedded database ended while it was needed, for example because the system ran out of memory. What had started it ends too; nothing that was confirmed is lost.',
  },
  DATABASE_FAILED: {
    class: 'internal',
    meaning: 'The database refused a statement of Holdfast. The facts have its SQLSTATE.',
  },
  DATABASE_KEY_UNKNOWN: {
    class: 'user',
    meaning: 'The database has no such exchange key or virtual key, or it changed or was revoked meanwhile.',
  },
  NONCE_LEASED: {
    class: 'user',
    meaning: 'Another replica sends with this real key; its lease has not ended.',
  },
  // gateway: configuration and process
  AUDIT_NOT_SOUND: {
    class: 'user',
    meaning:
      'An export of the audit log, or a checkpoint from elsewhere, does not fit what was signed; the output says where.',
  },
  CONFIG_SYNTAX: { class: 'user', meaning: 'The configuration file is not valid YAML.' },
  CONFIG_INVALID: {
    class: 'user',
    meaning:
      'The configuration file holds a key or a value that is not allowed; the message says where and what is.',
  },
  GATEWAY_FAILED: {
    class: 'internal',
    meaning: 'The gateway’s process could not start, or ended by itself.',
  },
  OPERATOR_REQUIRED: {
    class: 'user',
    meaning:
      'A vault needs operators, or has to be made expressly without them; see `holdfast vault init --help`.',
  },
  // gateway: administration
  ADMIN_COMMAND_INVALID: {
    class: 'user',
    meaning:
      'The administration was asked for a command it does not have, or with other arguments than it takes.',
  },
  ADMIN_CONNECTION_LOST: {
    class: 'internal',
    meaning:
      'The process that administers ended, or was too slow, before it answered. Whether the change was made is unknown: look before repeating it.',
  },
  ADMIN_FAILED: {
    class: 'internal',
    meaning: 'An administrative command failed for a reason of its own; the gateway’s log has more.',
  },
  ADMIN_FOLDER_UNSAFE: {
    class: 'user',
    meaning:
      'The folder of the administration’s socket is not the user’s alone, is a link, or its path is too long.',
  },
  ADMIN_FRAME_INVALID: {
    class: 'internal',
    meaning: 'What came over the administration’s socket is malformed or too large. It is dropped unread.',
  },
  GATEWAY_RUNNING: {
    class: 'user',
    meaning: 'A gateway of this data home runs already, and the command needs that none does.',
  },
  GATEWAY_NOT_RUNNING: {
    class: 'user',
    meaning: 'No gateway of this data home runs, and the command is about a running one.',
  },
  KEK_OUTDATED: {
    class: 'user',
    meaning: 'The vault was given a new key meanwhile (rekey). Nothing was changed; unseal with the new one.',
  },
  OPERATOR_REFUSED: {
    class: 'user',
    meaning: 'The operator’s name, passphrase or key is wrong. Which of them is not told.',
  },
  OPERATOR_THROTTLED: {
    class: 'user',
    meaning: 'Too many failed attempts to authenticate. The facts say how many seconds to wait.',
  },
  OPERATOR_UNKNOWN: { class: 'user', meaning: 'A command names an operator that does not exist.' },
  OPERATOR_EXISTS: {
    class: 'user',
    meaning: 'There is, or was, an operator of that name. Names are used once.',
  },
  OPERATOR_LAST: { class: 'user', meaning: 'The last operator can’t be removed: nobody could administer.' },
  OPERATOR_KEY_UNUSABLE: {
    class: 'user',
    meaning:
      'An operator’s key file can’t be used: it is no Ed25519 key in PEM, or a private one that others may read.',
  },
  VAULT_OPEN: { class: 'user', meaning: 'A vault that is open already was to be unsealed.' },
  VAULT_SEALED: {
    class: 'user',
    meaning: 'The command needs the open vault, and it is sealed; see `holdfast vault unseal`.',
  },
  // gateway: keys
  KEY_UNKNOWN: {
    class: 'user',
    meaning: 'A command names an exchange key or a virtual key that does not exist.',
  },
  KEY_NAME_TAKEN: { class: 'user', meaning: 'The name, or the secret itself, is in use by another key.' },
  KEY_SECRET_INVALID: {
    class: 'user',
    meaning: 'What was given as an exchange’s secret has not the form of one.',
  },
  KEY_RISK_NOT_ACCEPTED: {
    class: 'user',
    meaning:
      'The exchange key can do more than it should, or could not be asked; it is only taken when the risk is accepted by name, with a reason.',
  },
  KEY_EXCEEDS: {
    class: 'user',
    meaning:
      'The exchange says that a key may do more than was accepted when it was added: withdraw, work from every address, or it can’t be asked any more. It was recorded; the key goes on signing.',
  },
  KEY_UNANSWERED: {
    class: 'user',
    meaning: 'The exchange could not be asked what a key may do, or did not say. What was known stays.',
  },
  KEY_VERSION_UNKNOWN: { class: 'user', meaning: 'The exchange key has no such version.' },
  KEY_VERSION_IN_USE: {
    class: 'user',
    meaning: 'The version of an exchange key that signs can’t be retired; rotate the key first.',
  },
  KEY_GENERATION_UNKNOWN: { class: 'user', meaning: 'The virtual key has no such generation.' },
  KEY_DELETING: {
    class: 'user',
    meaning:
      'The exchange key is marked to be deleted: nothing is signed with it, and nothing of it can be changed. Until its date "key undelete" brings it back.',
  },
  KEY_DELETED: {
    class: 'user',
    meaning:
      'The exchange key was deleted, and its secret is gone. Names are not used again; add it under another.',
  },
  KEY_NOT_MARKED: {
    class: 'user',
    meaning: 'The exchange key is not marked to be deleted, so there is nothing to confirm or to take back.',
  },
  KEY_DELETION_EARLY: {
    class: 'user',
    meaning:
      'The delay of a deletion is not over, or running gateways have not seen all of it pass. The secret is kept.',
  },
  KEY_STOPPED: {
    class: 'user',
    meaning: 'A revoked or frozen virtual key can’t be rotated, or a key is stopped already.',
  },
  HANDOVER_UNKNOWN: { class: 'user', meaning: 'No virtual key was ever handed over with this code.' },
  HANDOVER_USED: {
    class: 'user',
    meaning:
      'The credentials of a virtual key were fetched with this code before. The attempt is in the audit log; revoke the key unless both were you.',
  },
  HANDOVER_EXPIRED: {
    class: 'user',
    meaning: 'The time of a hand-over’s code is over. The secret is gone; rotate the key to get another.',
  },
  KEY_TARGET_DIFFERS: {
    class: 'user',
    meaning:
      'The exchange key was added for the real exchange, and its host is redirected now, or the other way round. It is never used there.',
  },
  KEY_CHANGED_MEANWHILE: {
    class: 'user',
    meaning: 'Somebody else changed the key at the same time. Nothing was changed; look at it and try again.',
  },
  KEY_ROW_CHANGED: {
    class: 'user',
    meaning:
      'A key’s row was changed behind the gateway’s back, or put back to an older state: its MAC or its revision is wrong. It is refused.',
  },
  NONCE_FLOOR_INVALID: {
    class: 'user',
    meaning: 'A nonce floor must be a whole number below 2^64, and can only be raised.',
  },
  // gateway: requests
  REQUEST_REFUSED: {
    class: 'user',
    meaning:
      'The gateway did not forward a request. The facts name the reason and the rule; the caller sees it in the exchange’s own error format.',
  },
  // gateway: policy
  POLICY_SYNTAX: {
    class: 'user',
    meaning:
      'The policy file is not valid YAML, or uses what policies leave out of YAML: aliases, tags, keys that are not text, a key twice, a second document. The message names file, line and column.',
  },
  POLICY_INVALID: {
    class: 'user',
    meaning:
      'The policy file is YAML, but a key is unknown, missing, of the wrong type or out of range, or two keys contradict each other. The message names file, line, column, key and what is allowed. Or a stored policy was changed.',
  },
  POLICY_LOG_INVALID: {
    class: 'user',
    meaning:
      'A log of requests that a policy is to be tested with can’t be read; the message names the line. It is an export of the audit log, or JSON lines.',
  },
  POLICY_NOT_USED: {
    class: 'user',
    meaning:
      'A virtual key did nothing in the time looked at, so there is no policy to suggest: the least one is none. Revoke the key, or look at a longer time.',
  },
  POLICY_WIDER: {
    class: 'user',
    meaning:
      'Of two policies that were compared, the new one allows what the old one didn’t; the output says what. The exit status is for scripts that let only stricter policies through.',
  },
  POLICY_SUGGESTION_WRONG: {
    class: 'internal',
    meaning:
      'A suggested policy would refuse requests of the log that it was made from, or allows more than the policy before. Please report it.',
  },
  // gateway: audit
  AUDIT_ENTRY_INVALID: {
    class: 'internal',
    meaning:
      'An audit entry holds what its fields may not hold (NUL, broken text, too long), or stored bytes are not an entry in its one form. A request whose entry can’t be written is refused.',
  },
  AUDIT_NOTE_INVALID: {
    class: 'user',
    meaning:
      'A checkpoint or a verifier key is not in its format, or belongs to another log than the one given.',
  },
  AUDIT_SIGNATURE_INVALID: {
    class: 'user',
    meaning: 'A checkpoint is not signed by the log’s key, or was changed after it was signed.',
  },
  AUDIT_PROOF_INVALID: {
    class: 'user',
    meaning: 'A proof of an audit entry can’t be made or does not prove it.',
  },
  AUDIT_LOG_DAMAGED: {
    class: 'internal',
    meaning: 'The stored state of the audit log does not fit together.',
  },
  AUDIT_SEQUENCE_CONFLICT: {
    class: 'internal',
    meaning:
      'Places in the audit log were not given one after the other: the database was changed or set back while in use.',
  },
  AUDIT_FROZEN: {
    class: 'user',
    meaning:
      'The database does not continue the audit log that was signed last: it was restored, replaced or changed. Nothing is signed until an operator accepts it.',
  },
  AUDIT_CHECKPOINT_FILE: {
    class: 'user',
    meaning:
      'The local file of audit checkpoints can’t be used: others may read or write it, it is damaged, or it can’t be opened.',
  },
  AUDIT_SINK_FAILED: {
    class: 'user',
    meaning: 'A place outside the gateway did not take an audit checkpoint. It is tried again with the next.',
  },
} as const satisfies Record<string, { class: 'user' | 'internal'; meaning: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
