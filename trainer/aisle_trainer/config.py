"""Shapes of a model, as in packages/model/src/config.ts."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Target = Literal["next-item", "next-purchase"]

# The order of the event embedding's rows.
ACTION_TYPES = (
    "view_item_list",
    "select_item",
    "view_item",
    "add_to_wishlist",
    "add_to_cart",
    "remove_from_cart",
    "view_cart",
    "begin_checkout",
    "purchase",
    "search",
)
TIME_GAP_BUCKETS = 24
LIST_POSITION_BUCKETS = 8


@dataclass(frozen=True)
class Config:
    """Everything that determines the shapes of a model. The defaults are those of `aisle train`."""

    item_count: int
    target: Target
    width: int = 64
    layer_count: int = 2
    head_count: int = 2
    feed_forward_width: int = 256
    window_length: int = 50

    @property
    def context_length(self) -> int:
        """How many of the latest actions can influence the last state."""
        return self.layer_count * (self.window_length - 1) + 1

    def to_json(self) -> dict[str, Any]:
        """The config with the names that a release uses."""
        words = ((name.split("_"), value) for name, value in asdict(self).items())
        fields = {first + "".join(word.title() for word in rest): value for (first, *rest), value in words}
        return {"architecture": "causal-attention", **fields}
