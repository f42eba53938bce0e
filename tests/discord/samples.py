"""Bodies as a good app sends them."""

from typing import Any

Json = dict[str, Any]
BUTTON: Json = {"type": 2, "style": 1, "label": "Acknowledge", "custom_id": "live:press:1"}
LINK: Json = {"type": 2, "style": 5, "label": "Runbook", "url": "https://example.invalid/runbook"}
MENU: Json = {
    "type": 3,
    "custom_id": "live:more:1",
    "placeholder": "More",
    "options": [{"label": "History", "value": "history"}, {"label": "Update", "value": "update"}],
}
CARD: Json = {
    "flags": 1 << 15,
    "nonce": "card-1-1",
    "enforce_nonce": True,
    "allowed_mentions": {"parse": []},
    "components": [
        {
            "type": 17,
            "accent_color": 0xD83C3E,
            "components": [
                {"type": 10, "content": "## Checkout is down"},
                {"type": 14, "divider": True, "spacing": 1},
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "Two of three"}],
                    "accessory": {**BUTTON, "custom_id": "live:press:0", "label": "Next"},
                },
                {"type": 1, "components": [BUTTON, LINK]},
                {"type": 1, "components": [MENU]},
            ],
        }
    ],
}
LINE: Json = {
    "content": "Acknowledged",
    "nonce": "line-1-2",
    "enforce_nonce": True,
    "allowed_mentions": {"parse": []},
    "components": [{"type": 1, "components": [BUTTON]}],
    "embeds": [{"title": "History", "fields": [{"name": "12:04", "value": "ada"}]}],
}
MODAL: Json = {
    "title": "Update",
    "custom_id": "live:form:update:1",
    "components": [
        {
            "type": 18,
            "label": "Title",
            "description": "Shown on the Lock Screen",
            "component": {
                "type": 4,
                "custom_id": "title",
                "style": 1,
                "max_length": 200,
                "value": "Checkout",
                "required": True,
            },
        },
        {
            "type": 18,
            "label": "Severity",
            "component": {
                "type": 3,
                "custom_id": "severity",
                "required": False,
                "min_values": 0,
                "options": [{"label": "High", "value": "high"}, {"label": "Low", "value": "low"}],
            },
        },
        {
            "type": 18,
            "label": "Colour",
            "component": {
                "type": 21,
                "custom_id": "colour",
                "options": [{"label": "Red", "value": "red"}, {"label": "Blue", "value": "blue"}],
            },
        },
        {"type": 10, "content": "Everybody sees it at once."},
    ],
}
COMMANDS: list[Json] = [
    {
        "name": "live",
        "type": 1,
        "description": "What is going on, on every Lock Screen",
        "contexts": [0],
        "integration_types": [0],
        "default_member_permissions": 8192,
        "name_localizations": {"de": "live"},
        "options": [
            {
                "type": 1,
                "name": "start",
                "description": "Start",
                "description_localizations": {"de": "Beginnen"},
                "options": [
                    {"type": 3, "name": "title", "description": "What", "required": True},
                    {
                        "type": 3,
                        "name": "kind",
                        "description": "Kind",
                        "choices": [{"name": "Alert", "value": "alert"}],
                    },
                    {"type": 3, "name": "template", "description": "x", "autocomplete": True},
                ],
            }
        ],
    },
    {"name": "Pin to Lock Screen", "type": 3, "contexts": [0], "integration_types": [0]},
]
CHOICES: Json = {"choices": [{"name": "Checkout is down", "value": "a1"}]}
POST: Json = {
    "name": "Checkout is down",
    "auto_archive_duration": 1440,
    "message": {"content": "Down", "allowed_mentions": {"parse": []}},
}
SAMPLES: dict[str, Any] = {
    "card": CARD,
    "line": LINE,
    "modal": MODAL,
    "commands": COMMANDS,
    "choices": CHOICES,
    "post": POST,
}
