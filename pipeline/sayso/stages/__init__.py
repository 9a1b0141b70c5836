"""The stages, in the order in which a release walks through them.

================  ======================  ============================================================
file              component               adds
================  ======================  ============================================================
`language`        ``sayso_language``      the language (`identify`: how it is told)
`sections`        ``sayso_sections``      headline, dateline, body, boilerplate, contact (`dateline`)
`tagger`          ``sayso_tagger``        names, roles, cues, speech and speakers, by the model
`name_edges`      ``sayso_names``         which names hold, from where to where, of what kind (`word_chances`)
`entities`        ``sayso_entities``      who and what is named (`spreading`, `people`, `organisations`,
                                          `names`), and whose announcement it is (`issuer`)
`roles`           ``sayso_roles``         who holds which role, where (`titles`, `title_edges`, `between`)
`quotes`          ``sayso_quotes``        what is said (`marks`, `cues`, `speech`, `hearing`, `unmarked`,
                                          `reported`), and what of it is one utterance (`chains`)
`attribution`     ``sayso_attribution``   who says it (`candidates`, `own_cue`, `speaker_features`)
`record`          ``sayso_record``        the record
================  ======================  ============================================================

Each component reads the layers before it (`sayso.layers`) and sets its own. They decide with the model's
scores (`sayso.encoder.evidence`) and with named features times weights (`ranking`).
Factories are registered with spaCy by the entry points in pyproject.toml.
"""
