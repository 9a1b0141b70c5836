"""Which of many names are one person or organisation: a partition, whatever the order they came in.

A *node* is a name with what makes it somebody: `vicky zhang` at organisation 3, or `vicky zhang` of
one release alone. Names that share a node are one; a decision can join two nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Node = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """Links of one name that always go together.

    ``identity`` is who they are so far, None if that is yet to be said; ``first`` the smallest id of
    these links.
    """

    nodes: tuple[Node, ...]
    identity: int | None
    first: int


def partition(groups: Sequence[Group], same: Iterable[tuple[Node, Node]]) -> list[list[int]]:
    """Return the positions in ``groups`` of those that are one, together; the oldest link first."""
    parent: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for group in groups:
        for node in group.nodes[1:]:
            parent[root(node)] = root(group.nodes[0])
    for left, right in same:
        parent[root(left)] = root(right)
    parts: dict[Node, list[int]] = {}
    for position in sorted(range(len(groups)), key=lambda position: groups[position].first):
        parts.setdefault(root(groups[position].nodes[0]), []).append(position)
    return list(parts.values())


def identities(groups: Sequence[Group], parts: Iterable[Iterable[int]]) -> list[int | None]:
    """Return which existing identity each part keeps, None where it needs a new one.

    A part keeps the identity of its oldest link, unless an older part has it already.
    """
    kept: list[int | None] = []
    taken: set[int] = set()
    for part in parts:
        known = (groups[position].identity for position in part)
        identity = next((one for one in known if one is not None and one not in taken), None)
        if identity is not None:
            taken.add(identity)
        kept.append(identity)
    return kept
