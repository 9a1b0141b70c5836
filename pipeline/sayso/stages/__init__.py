"""The stages, in the order in which a release walks through them.

================  ======================  ============================================================
file              component               adds
================  ======================  ============================================================
`language`        ``sayso_language``      the language (`identify`: how it is told)
`sections`        ``sayso_sections``      headline, dateline, body, boilerplate, contact (`dateline`)
`tagger`          ``sayso_tagger``        names, roles, cues, speech and speakers, by the model
`entities`        ``sayso_entities``      people and organisations (`people`, `organisations`, `names`)
`roles`           ``sayso_roles``         who holds which role, where
`quotes`          ``sayso_quotes``        what is said (`marks`, `speech`, `cues`)
`attribution`     ``sayso_attribution``   who says it (`candidates`)
`record`          ``sayso_record``        the record
================  ======================  ============================================================

Each component reads the layers before it (`sayso.layers`) and sets its own. `evidence` and `ranking`
are what quotes and attribution decide with: the model's scores, and named features times weights.
Factories are registered with spaCy by the entry points in pyproject.toml.
"""
