"""The registry: frozen keys, and nothing in it twice."""

import pytest

from portal.registry import NavItem, Registry, Slot, registry


def test_the_keys_are_fixed():
    with pytest.raises(AttributeError, match="no place for 'plugins'"):
        registry.plugins = []
    with pytest.raises(AttributeError, match="no place for 'nav'"):
        registry.nav = Slot()
    assert set(vars(Registry())) == {
        "nav", "listings", "facts", "access", "cards", "goto", "event_types", "importers", "lifecycles", "demo",
        "personal",
    }  # fmt: skip


def test_a_slot_keeps_the_order_and_takes_nothing_twice():
    slot = Slot()
    first, second = NavItem("", "A", "home", "x"), NavItem("", "B", "home", "x")
    assert slot.add(first) is first
    slot.add(second)
    slot.add(NavItem("", "A", "home", "x"))
    assert (list(slot), len(slot)) == ([first, second], 2)


@pytest.mark.parametrize("kind", ["nav", "listings", "cards", "goto", "importers", "lifecycles"])
def test_names_in_a_slot_are_unique(kind):
    """Two entries of one name would share an address or a key."""
    names = [getattr(item, "name", None) or getattr(item, "key", "") or item.label for item in getattr(registry, kind)]
    if kind == "nav":
        names = [item.label for item in registry.nav]
    assert len(names) == len(set(names)) > 0


def test_keys_of_the_menu_are_unique_letters():
    keys = [item.key for item in registry.nav if item.key]
    assert len(keys) == len(set(keys))
    assert all(len(key) == 1 for key in keys)
