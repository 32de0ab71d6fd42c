"""Words of the simulated department, in the order in which arrays count them."""

from __future__ import annotations

TEAMS = ("Billing", "Technical", "Orders & returns", "Accounts", "Retention", "Escalations")
RETENTION, ESCALATIONS = TEAMS.index("Retention"), TEAMS.index("Escalations")
QUEUES = ("billing", "technical", "orders", "accounts", "retention", "escalations")
TEAM_SIZES = (10, 11, 15, 9, 7, 8)

CHANNELS = ("phone", "email", "chat", "messaging", "web_form", "fax", "post", "in_person")
PHONE, EMAIL, CHAT, MESSAGING, WEB_FORM, FAX, POST, IN_PERSON = range(8)

TOPICS = ("billing", "shipment", "hours", "returns", "technical", "account")
BILLING, SHIPMENT, HOURS, RETURNS, TECHNICAL, ACCOUNT = range(6)

PRIORITIES = ("urgent", "high", "normal", "low")

OUTCOMES = ("fee_reversal", "replacement", "goodwill", "refusal", "none")

NEVER = 2**60
"""Epoch second of what does not happen; every comparison with a real instant then needs no null handling."""

FIRST_NAMES = (
    "Ada", "Amir", "Anna", "Bela", "Bruno", "Carla", "Chen", "Clara", "Dario", "Dina",
    "Edda", "Elias", "Emil", "Eva", "Farah", "Felix", "Fiona", "Gero", "Greta", "Hana",
    "Hugo", "Ida", "Igor", "Ines", "Ivan", "Jana", "Jonas", "Julia", "Karim", "Katja",
    "Lars", "Lea", "Leon", "Lina", "Luca", "Maja", "Marco", "Marta", "Mila", "Nadia",
    "Nico", "Nora", "Olga", "Omar", "Oskar", "Paula", "Pia", "Rafael", "Rosa", "Ruben",
    "Sara", "Selma", "Simon", "Sofia", "Tariq", "Tessa", "Tom", "Vera", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Adler", "Bauer", "Becker", "Bianchi", "Brandt", "Costa", "Diaz", "Dubois", "Eriksen", "Faber",
    "Ferrari", "Fischer", "Garcia", "Gruber", "Hansen", "Hofer", "Ivanova", "Jensen", "Kaya", "Keller",
    "Klein", "Kovacs", "Kruse", "Lange", "Lehmann", "Lopez", "Maier", "Martin", "Meyer", "Moreau",
    "Moser", "Nagy", "Neumann", "Novak", "Olsen", "Papas", "Pereira", "Petrov", "Popescu", "Reiter",
    "Ricci", "Romano", "Rossi", "Sahin", "Santos", "Schmid", "Silva", "Simic", "Sommer", "Stein",
    "Suzuki", "Tanaka", "Toth", "Urban", "Vogel", "Wagner", "Weber", "Wolf", "Yilmaz", "Zeman",
)  # fmt: skip
