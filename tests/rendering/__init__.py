"""Manuscripts of decisions, rendered as an ombudsman publishes them (independent of the parser)."""
