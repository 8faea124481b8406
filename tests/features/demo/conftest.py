"""Demos that really commit, and workers that really run them."""

from tests.features.collection.conftest import committing, drain, reader, shop, work  # noqa: F401 - fixtures
