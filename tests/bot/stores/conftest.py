"""Lets the contract's asserts say what differed."""

import pytest

pytest.register_assert_rewrite("tests.bot.stores.contract")
