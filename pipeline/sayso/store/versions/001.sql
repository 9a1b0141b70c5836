-- The store of sayso, version 1. The words after a column's dashes are its documentation:
-- docs/store.md and the metadata for Datasette are made from them.

CREATE TABLE releases ( -- one row a text, in the order in which they were added
  number INTEGER PRIMARY KEY, -- the place in that order
  id TEXT NOT NULL UNIQUE, -- of the canonical text: the same release, the same id
  title TEXT, -- the headline
  date TEXT, -- ISO 8601, from the dateline or from the source
  language TEXT NOT NULL, -- ISO 639-1; nb and nn for Norwegian
  issuer INTEGER REFERENCES organisations(id), -- whose announcement it is
  issuer_entity TEXT, -- the issuer's id in the record
  duplicate_of TEXT, -- id of the earlier release that this one nearly repeats
  text TEXT NOT NULL -- the whole text; offsets in the other tables count its code points
);

CREATE TABLE sources ( -- every place at which a release was found
  id INTEGER PRIMARY KEY, -- in the order in which they were found
  release INTEGER NOT NULL REFERENCES releases(number), -- what was found there
  uri TEXT NOT NULL, -- file or address
  media_type TEXT NOT NULL, -- of the bytes, e.g. text/html
  sha256 TEXT NOT NULL, -- of the bytes
  part TEXT -- the piece of a container: a row, an attachment, a page of an archive
);

CREATE TABLE people ( -- one row a person, across releases: see links
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL -- the form that most releases use
);

CREATE TABLE organisations ( -- one row an organisation, across releases: see links
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL -- the form that most releases use
);

CREATE TABLE links ( -- why a person or organisation of one release is who it is across releases
  id INTEGER PRIMARY KEY,
  release INTEGER NOT NULL REFERENCES releases(number), -- where it is named
  entity TEXT NOT NULL, -- its id in the record of that release: p1, o2
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')), -- person or organisation
  name TEXT NOT NULL, -- the fullest form in that release
  name_key TEXT NOT NULL, -- the name as it is compared: no case, accents, legal form
  held_at TEXT NOT NULL, -- a person's organisations (their ids): those at which a role is held there
  joins INTEGER NOT NULL, -- 1 where it is one with others of its name; 0: no organisation, or set apart
  person INTEGER REFERENCES people(id), -- who that is
  organisation INTEGER REFERENCES organisations(id), -- which that is
  reason TEXT NOT NULL, -- why, in words
  UNIQUE (release, entity)
);

CREATE TABLE decisions ( -- what `sayso who --merge` and `--split` decided; taken back with `--forget`
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')), -- about people or organisations
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'apart')), -- one and the same, or set apart
  name_key TEXT NOT NULL, -- the name it is about
  at TEXT NOT NULL, -- which of that name: at organisation:KEY, in release:ID, or any (name)
  other_name_key TEXT, -- the other, if they are the same
  other_at TEXT, -- which of the other name
  made TEXT NOT NULL -- when, UTC
);

CREATE TABLE roles ( -- one row a role that a person is given in a release
  id INTEGER PRIMARY KEY,
  release INTEGER NOT NULL REFERENCES releases(number), -- where it says so
  entity TEXT NOT NULL, -- the person's id in the record of that release
  person INTEGER REFERENCES people(id), -- who holds it
  title TEXT NOT NULL, -- in the text's own wording
  organisation INTEGER REFERENCES organisations(id), -- at which it is held
  organisation_entity TEXT, -- the organisation's id in the record of that release
  start INTEGER NOT NULL, -- code point at which the title begins
  "end" INTEGER NOT NULL -- code point after its last
);

CREATE TABLE quotes ( -- one row a quote
  id INTEGER PRIMARY KEY,
  release INTEGER NOT NULL REFERENCES releases(number), -- where it stands
  entity TEXT NOT NULL, -- its id in the record of that release: q1
  kind TEXT NOT NULL, -- direct, indirect or mixed
  text TEXT NOT NULL, -- what is said, its pieces joined by a space
  language TEXT NOT NULL, -- ISO 639-1
  date TEXT, -- of the release
  speaker TEXT, -- the speaker's name in that release; none where the text does not tell
  role TEXT, -- the speaker's role, in the text's wording
  organisation TEXT, -- the name of the organisation at which the role is held
  speaker_entity TEXT, -- the speaker's id in the record of that release
  speaker_person INTEGER REFERENCES people(id), -- who speaks, if a person does
  speaker_organisation INTEGER REFERENCES organisations(id), -- for which organisation, or which speaks itself
  organisation_entity TEXT, -- the organisation's id in the record of that release
  cue TEXT, -- the words that introduce it
  confidence REAL NOT NULL, -- probability that quote and speaker are both right
  start INTEGER NOT NULL, -- code point at which its first piece begins
  "end" INTEGER NOT NULL -- code point after its last piece
);

CREATE TABLE mentions ( -- one row a place in a text that names or means somebody or something
  id INTEGER PRIMARY KEY,
  release INTEGER NOT NULL REFERENCES releases(number), -- where it stands
  entity TEXT NOT NULL, -- the id of what is named in the record of that release: p1, o2, e3
  kind TEXT NOT NULL, -- person, organisation, place, product or event
  name TEXT NOT NULL, -- the name of what is named, in its fullest form
  person INTEGER REFERENCES people(id), -- who is named
  organisation INTEGER REFERENCES organisations(id), -- which is named
  form TEXT NOT NULL, -- name, nominal (`the manager`) or pronoun
  text TEXT NOT NULL, -- the words
  start INTEGER NOT NULL, -- code point at which they begin
  "end" INTEGER NOT NULL -- code point after their last
);

CREATE TABLE records ( -- the whole record of each release, from which every other table is made
  release INTEGER PRIMARY KEY REFERENCES releases(number), -- whose record it is
  json TEXT NOT NULL -- as `sayso extract` emits it (schema: `sayso schema`)
);

CREATE TABLE folded ( -- quotes whose letters the index would not fold: ł, ø, ß, Greek accents, 数字化
  quote INTEGER PRIMARY KEY REFERENCES quotes(id), -- which quote
  text TEXT, -- its text with such letters folded and characters without spaces set apart
  speaker TEXT, -- likewise the speaker's name
  role TEXT, -- likewise the role
  organisation TEXT -- likewise the organisation
);

CREATE VIEW quotes_indexed AS
SELECT quotes.id, quotes.release, quotes.text, quotes.speaker, quotes.role, quotes.organisation,
       folded.text AS folded_text, folded.speaker AS folded_speaker,
       folded.role AS folded_role, folded.organisation AS folded_organisation
FROM quotes LEFT JOIN folded ON folded.quote = quotes.id;

CREATE VIRTUAL TABLE quotes_fts USING fts5(
  text, speaker, role, organisation, folded_text, folded_speaker, folded_role, folded_organisation,
  content='quotes_indexed', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);

CREATE INDEX releases_by_date ON releases(date);
CREATE INDEX releases_by_issuer ON releases(issuer) WHERE issuer IS NOT NULL;
CREATE INDEX releases_by_duplicate ON releases(duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX sources_by_release ON sources(release);
CREATE INDEX links_by_name ON links(kind, name_key, joins, held_at, person, organisation);
CREATE INDEX links_by_person ON links(person, name) WHERE person IS NOT NULL;
CREATE INDEX links_by_organisation ON links(organisation, name) WHERE organisation IS NOT NULL;
CREATE INDEX roles_by_release ON roles(release);
CREATE INDEX roles_by_person ON roles(person);
CREATE INDEX roles_by_organisation ON roles(organisation) WHERE organisation IS NOT NULL;
CREATE INDEX quotes_by_release ON quotes(release);
CREATE INDEX quotes_by_person ON quotes(speaker_person) WHERE speaker_person IS NOT NULL;
CREATE INDEX quotes_by_organisation ON quotes(speaker_organisation) WHERE speaker_organisation IS NOT NULL;
CREATE INDEX quotes_by_date ON quotes(date);
CREATE INDEX mentions_by_release ON mentions(release);
CREATE INDEX mentions_by_person ON mentions(person) WHERE person IS NOT NULL;
CREATE INDEX mentions_by_organisation ON mentions(organisation) WHERE organisation IS NOT NULL;
