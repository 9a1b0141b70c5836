-- The journal of a batch: what was found so far, until the sink is written.

CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Inputs in the order in which they were met: files, and the pieces of containers.
-- state: 0 begun, 1 done, 2 failed
CREATE TABLE units (
    position INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    state INTEGER NOT NULL DEFAULT 0
);

-- One row a text. unit and place tell where the text stands first: the order of the sink.
CREATE TABLE releases (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    unit INTEGER NOT NULL,
    place INTEGER NOT NULL,
    record BLOB NOT NULL,           -- its JSON, deflated
    bands BLOB,                     -- of its MinHash signature, 8 bytes each
    duplicate_of TEXT,
    compared INTEGER NOT NULL DEFAULT 0,
    fresh INTEGER NOT NULL DEFAULT 1 -- not in the sink yet, or not as it is now
);
CREATE INDEX releases_in_order ON releases (unit, place);
CREATE INDEX releases_to_compare ON releases (compared, unit, place);

-- Where texts were found, one row a place; key is made of uri, part, sha256 and the release.
CREATE TABLE sources (
    key BLOB PRIMARY KEY,
    release TEXT NOT NULL,
    unit INTEGER NOT NULL,
    place INTEGER NOT NULL,
    source TEXT NOT NULL            -- as JSON
) WITHOUT ROWID;
CREATE INDEX sources_of_releases ON sources (release, unit, place);

-- Releases that are no repeats, by the bands of their signatures.
CREATE TABLE bands (band INTEGER, release INTEGER, PRIMARY KEY (band, release)) WITHOUT ROWID;

CREATE TABLE failures (
    unit INTEGER NOT NULL,
    place INTEGER NOT NULL,
    uri TEXT NOT NULL,
    part TEXT,
    sha256 TEXT,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    while_splitting INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, place)
) WITHOUT ROWID;
CREATE INDEX failures_of_uri ON failures (uri);
