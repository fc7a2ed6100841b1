"""The contracts of what is remembered, one small protocol a subject."""
