"""The tables of ``views.db``: plain rows that a person can open with any SQLite browser.

Money is in minor units of the fund's currency, debit positive. ``position`` is always the index of an entry of the
log. A text column is NULL where its field is sealed and not (or no longer) published. Ids of former members may
return: a column ``member`` means whoever was appointed to that id last before the position beside it.
"""

from __future__ import annotations

VERSION = 16

TABLES = """
CREATE TABLE progress (size INTEGER NOT NULL, root TEXT NOT NULL) STRICT;
INSERT INTO progress VALUES (0, '');
CREATE TABLE entry (
    position INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
    subject TEXT NOT NULL, time TEXT NOT NULL, admitted_at TEXT NOT NULL, kid TEXT NOT NULL, member TEXT,
    note TEXT, acts_on INTEGER
) STRICT;
CREATE INDEX entry_subject ON entry (subject, position);
CREATE INDEX entry_acts_on ON entry (acts_on, position) WHERE acts_on IS NOT NULL;
CREATE TABLE waiting (
    position INTEGER PRIMARY KEY, type TEXT NOT NULL, subject TEXT NOT NULL, author TEXT,
    confirmed_position INTEGER, confirmed_by TEXT, dropped_position INTEGER
) STRICT;
CREATE TABLE evidence (
    position INTEGER NOT NULL, sha256 TEXT NOT NULL, title TEXT, class TEXT NOT NULL, visibility TEXT NOT NULL,
    PRIMARY KEY (position, sha256)
) STRICT;
CREATE TABLE community (
    name TEXT NOT NULL, origin TEXT NOT NULL, log_vkey TEXT NOT NULL, timezone TEXT NOT NULL, currency TEXT NOT NULL,
    pack TEXT NOT NULL, pack_version INTEGER NOT NULL, pack_sha256 TEXT NOT NULL, rules INTEGER NOT NULL,
    seats INTEGER NOT NULL, units_total INTEGER NOT NULL, area_total INTEGER NOT NULL, simulated INTEGER NOT NULL
) STRICT;
CREATE TABLE building (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, units INTEGER NOT NULL, area INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (
    position INTEGER NOT NULL, parameter TEXT NOT NULL, value TEXT NOT NULL, clause TEXT,
    PRIMARY KEY (position, parameter)
) STRICT;
CREATE TABLE ruleset (
    position INTEGER PRIMARY KEY, pack TEXT NOT NULL, pack_version INTEGER NOT NULL, pack_sha256 TEXT NOT NULL,
    motion TEXT
) STRICT;
CREATE TABLE seats_set (position INTEGER PRIMARY KEY, established INTEGER NOT NULL, basis TEXT) STRICT;
CREATE TABLE member (
    id TEXT NOT NULL, name TEXT, body TEXT NOT NULL, seat_no INTEGER, roles TEXT NOT NULL, term_from TEXT,
    term_to TEXT, position INTEGER NOT NULL, ended_position INTEGER, PRIMARY KEY (id, position)
) STRICT;
CREATE TABLE role_change (
    position INTEGER PRIMARY KEY, member TEXT NOT NULL, was TEXT NOT NULL, roles TEXT NOT NULL, basis TEXT, motion TEXT
) STRICT;
CREATE TABLE key (
    kid TEXT PRIMARY KEY, member TEXT, x TEXT NOT NULL, status TEXT NOT NULL, position INTEGER NOT NULL,
    by_recovery INTEGER NOT NULL, holder TEXT, revoked_position INTEGER, compromised_since TEXT
) STRICT;
CREATE TABLE party (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT, uscc TEXT, member TEXT, position INTEGER NOT NULL
) STRICT;
CREATE TABLE log_key (
    position INTEGER PRIMARY KEY, old_vkey TEXT NOT NULL, new_vkey TEXT NOT NULL, size INTEGER NOT NULL
) STRICT;
CREATE TABLE witness (
    position INTEGER PRIMARY KEY, vkey TEXT NOT NULL, name TEXT, url TEXT NOT NULL, kind TEXT NOT NULL,
    removed_position INTEGER
) STRICT;
CREATE TABLE interest (
    position INTEGER PRIMARY KEY, member TEXT, relation TEXT NOT NULL, party TEXT NOT NULL, since TEXT NOT NULL
) STRICT;
CREATE TABLE duty (
    position INTEGER PRIMARY KEY, member TEXT, duty TEXT NOT NULL, period TEXT, date TEXT NOT NULL
) STRICT;
CREATE TABLE audit (
    position INTEGER PRIMARY KEY, scope TEXT NOT NULL, period TEXT NOT NULL, firm TEXT NOT NULL, opinion TEXT NOT NULL
) STRICT;
CREATE TABLE seal_use (
    position INTEGER PRIMARY KEY, seal TEXT NOT NULL, purpose TEXT, document TEXT NOT NULL, approved INTEGER,
    copies INTEGER NOT NULL
) STRICT;
CREATE TABLE handover (
    position INTEGER PRIMARY KEY, side TEXT NOT NULL, member TEXT, seals TEXT NOT NULL, open_contracts TEXT NOT NULL,
    hosting_and_keys TEXT, size INTEGER NOT NULL, root TEXT NOT NULL
) STRICT;
CREATE TABLE handover_item (
    position INTEGER NOT NULL, line INTEGER NOT NULL, title TEXT, document TEXT, PRIMARY KEY (position, line)
) STRICT;
CREATE TABLE handover_balance (
    position INTEGER NOT NULL, line INTEGER NOT NULL, fund TEXT NOT NULL, account TEXT NOT NULL,
    amount INTEGER NOT NULL, PRIMARY KEY (position, line)
) STRICT;
CREATE TABLE annotation (
    position INTEGER PRIMARY KEY, target INTEGER NOT NULL, text TEXT, reason TEXT NOT NULL
) STRICT;
CREATE TABLE finding_answer (
    position INTEGER NOT NULL, target INTEGER NOT NULL, finding TEXT NOT NULL, text TEXT, outcome TEXT NOT NULL,
    PRIMARY KEY (position, target)
) STRICT;
CREATE TABLE erasure (
    position INTEGER NOT NULL, target INTEGER NOT NULL, digest TEXT NOT NULL, basis TEXT,
    PRIMARY KEY (position, digest)
) STRICT;
CREATE TABLE account (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subtype TEXT NOT NULL, name TEXT, bank TEXT, masked_number TEXT,
    holder TEXT NOT NULL, currency TEXT NOT NULL, position INTEGER NOT NULL, closed TEXT
) STRICT;
CREATE TABLE fund (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, currency TEXT NOT NULL, owner_of_money TEXT NOT NULL,
    scope TEXT NOT NULL, cutover TEXT, opening_as_of TEXT, first_deposit INTEGER, position INTEGER NOT NULL
) STRICT;
CREATE TABLE movement (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, type TEXT NOT NULL, date TEXT NOT NULL, book_date TEXT NOT NULL,
    amount INTEGER NOT NULL, account TEXT, category TEXT, party TEXT, description TEXT, request INTEGER, outflow TEXT,
    source TEXT, source_row INTEGER, counted INTEGER NOT NULL, reverses INTEGER, reversed_position INTEGER,
    contract TEXT, expected INTEGER, edition TEXT, replaces INTEGER
) STRICT;
CREATE INDEX movement_fund ON movement (fund, date, position);
CREATE INDEX movement_date ON movement (date);
CREATE INDEX movement_book_date ON movement (book_date);
CREATE INDEX movement_request ON movement (request) WHERE request IS NOT NULL;
CREATE INDEX movement_source ON movement (source) WHERE source IS NOT NULL;
CREATE INDEX movement_edition ON movement (edition) WHERE edition IS NOT NULL;
CREATE INDEX movement_replaces ON movement (replaces) WHERE replaces IS NOT NULL;
CREATE TABLE posting (
    position INTEGER NOT NULL, line INTEGER NOT NULL, fund TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL,
    amount INTEGER NOT NULL, PRIMARY KEY (position, line)
) STRICT;
CREATE TABLE statement (
    position INTEGER PRIMARY KEY, account TEXT NOT NULL, begins TEXT NOT NULL, until TEXT NOT NULL,
    opening INTEGER NOT NULL, closing INTEGER NOT NULL, lines_sha256 TEXT NOT NULL, obtained TEXT NOT NULL
) STRICT;
CREATE TABLE reconciliation (
    position INTEGER PRIMARY KEY, account TEXT NOT NULL, until TEXT NOT NULL, member TEXT, matched INTEGER NOT NULL,
    unmatched INTEGER NOT NULL, difference INTEGER NOT NULL, seen_in_bank INTEGER NOT NULL
) STRICT;
CREATE TABLE period (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, period TEXT NOT NULL, until TEXT NOT NULL
) STRICT;
CREATE TABLE publication (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, report TEXT NOT NULL, period TEXT NOT NULL,
    channels TEXT NOT NULL, begins TEXT NOT NULL, until TEXT NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,
    superseded_position INTEGER
) STRICT;
CREATE TABLE figure (
    position INTEGER NOT NULL, code TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (position, code)
) STRICT;
CREATE TABLE sighting (
    position INTEGER PRIMARY KEY, publication INTEGER NOT NULL, member TEXT, place TEXT NOT NULL, state TEXT NOT NULL,
    date TEXT NOT NULL
) STRICT;
CREATE TABLE share (
    position INTEGER NOT NULL, line INTEGER NOT NULL, fund TEXT NOT NULL, building TEXT NOT NULL,
    account TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (position, line)
) STRICT;
CREATE INDEX share_fund ON share (fund, building);
CREATE TABLE balance (
    fund TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (fund, kind, code)
) STRICT;
CREATE INDEX balance_code ON balance (code);
CREATE TABLE payment (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL,
    times INTEGER NOT NULL, max_each INTEGER NOT NULL, category TEXT NOT NULL, payee TEXT NOT NULL, purpose TEXT,
    motion TEXT, requester TEXT, cancelled_position INTEGER, every TEXT, until TEXT,
    contract TEXT, budget_line TEXT, emergency TEXT, stage TEXT
) STRICT;
CREATE TABLE budget_line (
    position INTEGER NOT NULL, fund TEXT NOT NULL, period TEXT NOT NULL, code TEXT NOT NULL, category TEXT NOT NULL,
    amount INTEGER NOT NULL, kind TEXT NOT NULL, motion TEXT NOT NULL, replaced_position INTEGER,
    PRIMARY KEY (position, code)
) STRICT;
CREATE TABLE contract (
    fund TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, direction TEXT NOT NULL, party TEXT NOT NULL,
    amount INTEGER NOT NULL, amount_now INTEGER NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL, purpose TEXT,
    class TEXT NOT NULL, common_part TEXT, motion TEXT, PRIMARY KEY (fund, id)
) STRICT;
CREATE TABLE instalment (
    fund TEXT NOT NULL, contract TEXT NOT NULL, line INTEGER NOT NULL, due TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (fund, contract, line)
) STRICT;
CREATE TABLE amendment (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, contract TEXT NOT NULL, amount INTEGER, reason TEXT NOT NULL,
    ends TEXT, motion TEXT
) STRICT;
CREATE TABLE expected (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, period TEXT NOT NULL, category TEXT NOT NULL,
    amount INTEGER NOT NULL, payers_count INTEGER NOT NULL, due TEXT NOT NULL, basis TEXT
) STRICT;
CREATE TABLE emergency (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, id TEXT NOT NULL, estimate INTEGER NOT NULL, declared_by TEXT
) STRICT;
CREATE TABLE emergency_confirmation (
    position INTEGER PRIMARY KEY, emergency INTEGER NOT NULL, member TEXT, authority TEXT NOT NULL
) STRICT;
CREATE TABLE work (
    position INTEGER PRIMARY KEY, fund TEXT NOT NULL, contract TEXT NOT NULL, member TEXT, result TEXT,
    submitted INTEGER, approved INTEGER, reviewer TEXT
) STRICT;
CREATE INDEX payment_motion ON payment (motion) WHERE motion IS NOT NULL;
CREATE TABLE invoice (
    position INTEGER NOT NULL, line INTEGER NOT NULL, issuer TEXT NOT NULL, number TEXT NOT NULL, date TEXT NOT NULL,
    amount INTEGER NOT NULL, PRIMARY KEY (position, line)
) STRICT;
CREATE TABLE decision (
    position INTEGER PRIMARY KEY, request INTEGER NOT NULL, member TEXT, roles TEXT NOT NULL, approved INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_request ON decision (request);
CREATE TABLE source (
    id TEXT PRIMARY KEY, name TEXT, rows INTEGER NOT NULL, replaces TEXT, position INTEGER NOT NULL,
    completed_position INTEGER, added INTEGER, changed INTEGER, vanished INTEGER
) STRICT;
CREATE TABLE misstated (
    source TEXT NOT NULL, row INTEGER NOT NULL, what TEXT NOT NULL, stated INTEGER NOT NULL, expected INTEGER NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY (source, row, what)
) STRICT;
CREATE TABLE motion (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT, text TEXT, matter TEXT NOT NULL, class TEXT NOT NULL,
    form TEXT NOT NULL, body TEXT NOT NULL, method TEXT NOT NULL, secrecy TEXT NOT NULL, scope TEXT NOT NULL,
    seats INTEGER, alternates INTEGER, fund TEXT, amount_cap INTEGER, meeting TEXT, opens TEXT NOT NULL,
    closes TEXT NOT NULL, proposer TEXT, withdrawn_position INTEGER, extended_position INTEGER,
    closed_position INTEGER, outcome TEXT, recomputed TEXT, ruled_by TEXT
) STRICT;
CREATE TABLE candidate (
    motion TEXT NOT NULL, line INTEGER NOT NULL, id TEXT NOT NULL, label TEXT, PRIMARY KEY (motion, line)
) STRICT;
CREATE TABLE ballot (
    position INTEGER PRIMARY KEY, motion TEXT NOT NULL, member TEXT, choice TEXT NOT NULL, transcribed INTEGER NOT NULL
) STRICT;
CREATE INDEX ballot_motion ON ballot (motion, position);
CREATE TABLE electorate (
    motion TEXT PRIMARY KEY, position INTEGER NOT NULL, as_of TEXT, lines INTEGER NOT NULL, units INTEGER,
    area INTEGER NOT NULL, heads INTEGER NOT NULL, roll TEXT, system TEXT
) STRICT;
CREATE TABLE electorate_building (
    motion TEXT NOT NULL, building TEXT NOT NULL, units INTEGER NOT NULL, area INTEGER NOT NULL,
    heads INTEGER NOT NULL, PRIMARY KEY (motion, building)
) STRICT;
CREATE TABLE delivery (
    position INTEGER NOT NULL, motion TEXT NOT NULL, method TEXT NOT NULL, building TEXT NOT NULL,
    units INTEGER NOT NULL, area INTEGER NOT NULL, heads INTEGER NOT NULL, PRIMARY KEY (position, building)
) STRICT;
CREATE TABLE paper (
    position INTEGER PRIMARY KEY, motion TEXT NOT NULL, ballot_no INTEGER NOT NULL, channel TEXT NOT NULL,
    signed_by TEXT NOT NULL, vote TEXT, voided_position INTEGER, void_reason TEXT
) STRICT;
CREATE INDEX paper_motion ON paper (motion, ballot_no);
CREATE TABLE subtotal (
    position INTEGER PRIMARY KEY, motion TEXT NOT NULL, first INTEGER, last INTEGER, member TEXT,
    dropped INTEGER NOT NULL
) STRICT;
CREATE TABLE cell (
    position INTEGER NOT NULL, line INTEGER NOT NULL, building TEXT, choice TEXT NOT NULL, ballots INTEGER NOT NULL,
    area INTEGER NOT NULL, heads INTEGER NOT NULL, PRIMARY KEY (position, line)
) STRICT;
CREATE TABLE tally (
    motion TEXT NOT NULL, line INTEGER NOT NULL, choice TEXT NOT NULL, ballots INTEGER NOT NULL, area INTEGER,
    heads INTEGER, PRIMARY KEY (motion, line)
) STRICT;
CREATE TABLE elected (
    motion TEXT NOT NULL, line INTEGER NOT NULL, candidate TEXT NOT NULL, alternate INTEGER NOT NULL,
    PRIMARY KEY (motion, line)
) STRICT;
CREATE TABLE objection (
    position INTEGER PRIMARY KEY, motion TEXT NOT NULL, target INTEGER NOT NULL, grounds TEXT,
    answer_position INTEGER, answer TEXT
) STRICT;
CREATE TABLE fate (
    position INTEGER PRIMARY KEY, motion TEXT NOT NULL, type TEXT NOT NULL, reason TEXT, authority TEXT
) STRICT;
CREATE TABLE meeting (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, place TEXT, link TEXT,
    opened TEXT, closed TEXT, cancelled_position INTEGER, cancelled_reason TEXT
) STRICT;
CREATE TABLE meeting_request (
    position INTEGER PRIMARY KEY, meeting TEXT NOT NULL, member TEXT, topic TEXT, petition INTEGER NOT NULL
) STRICT;
CREATE TABLE item_note (
    position INTEGER PRIMARY KEY, meeting TEXT NOT NULL, no INTEGER NOT NULL, speaker TEXT NOT NULL, text TEXT
) STRICT;
CREATE TABLE agenda (
    meeting TEXT NOT NULL, no INTEGER NOT NULL, title TEXT, motion TEXT, PRIMARY KEY (meeting, no)
) STRICT;
CREATE TABLE attendance (
    position INTEGER PRIMARY KEY, meeting TEXT NOT NULL, member TEXT, observers INTEGER, mode TEXT NOT NULL
) STRICT;
CREATE TABLE minutes (
    position INTEGER PRIMARY KEY, meeting TEXT NOT NULL, text TEXT, document TEXT, language TEXT NOT NULL,
    superseded_position INTEGER
) STRICT;
CREATE TABLE signature (
    position INTEGER PRIMARY KEY, minutes INTEGER NOT NULL, member TEXT, stance TEXT NOT NULL
) STRICT;
CREATE TABLE document (
    sha256 TEXT PRIMARY KEY, title TEXT, class TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
    visibility TEXT NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE withdrawal (sha256 TEXT PRIMARY KEY, position INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE TABLE inquiry (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, topic TEXT NOT NULL, text TEXT, channel TEXT NOT NULL,
    closed_position INTEGER, outcome TEXT
) STRICT;
CREATE TABLE inquiry_answer (
    position INTEGER PRIMARY KEY, inquiry TEXT NOT NULL, member TEXT, text TEXT
) STRICT;
CREATE TABLE inquiry_ref (
    position INTEGER NOT NULL, target INTEGER NOT NULL, PRIMARY KEY (position, target)
) STRICT;
"""
