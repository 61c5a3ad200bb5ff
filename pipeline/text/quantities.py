"""The vocabulary of quantities: scales, units, currencies and English number words."""

from __future__ import annotations

from decimal import Decimal

from pipeline.text.common_words import listed

SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "tsd": 3, "million": 6, "millions": 6, "mn": 6, "mln": 6, "m": 6, "mio": 6,
    "millionen": 6, "millones": 6, "billion": 9, "billions": 9, "bn": 9, "b": 9, "mrd": 9, "milliarden": 9,
    "milliards": 9, "trillion": 12, "trillions": 12, "tn": 12, "lakh": 5, "crore": 7,
    "万": 4, "萬": 4, "亿": 8, "億": 8, "만": 4, "억": 8,
}  # fmt: skip
SCALE = {name: Decimal(10) ** power for name, power in SCALES.items()} | {"dozen": Decimal(12)}

PERCENT, POINTS, BASIS = "percent", "percentage points", "basis points"

CURRENCIES = {
    "$": "USD", "us$": "USD", "a$": "AUD", "c$": "CAD", "hk$": "HKD", "nz$": "NZD", "s$": "SGD", "r$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₴": "UAH", "₺": "TRY", "₪": "ILS",
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "cny": "CNY", "inr": "INR", "chf": "CHF", "aud": "AUD",
    "cad": "CAD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "rmb": "CNY", "dollar": "USD", "dollars": "USD",
    "euro": "EUR", "euros": "EUR", "yen": "JPY", "yuan": "CNY", "rupees": "INR", "rubles": "RUB", "roubles": "RUB",
    "francs": "CHF", "sterling": "GBP", "won": "KRW", "kronor": "SEK", "pesos": "MXN", "cents": "cents",
    "rs": "INR", "pence": "pence", "元": "CNY", "円": "JPY",
}  # fmt: skip

DOLLARS = ("USD", "AUD", "CAD", "HKD", "NZD", "SGD")

MEASURES = {
    "km": "km", "kilometre": "km", "kilometer": "km", "m": "m", "metre": "m", "meter": "m", "cm": "cm",
    "centimetre": "cm", "centimeter": "cm", "mm": "mm", "millimetre": "mm", "millimeter": "mm", "mile": "mile",
    "mi": "mile", "foot": "foot", "feet": "foot", "ft": "foot", "inch": "inch", "inches": "inch", "yard": "yard",
    "mph": "mph", "km/h": "km/h", "kph": "km/h", "knot": "knot", "kg": "kg", "kilogram": "kg", "kilo": "kg",
    "g": "g", "gram": "g", "mg": "mg", "milligram": "mg", "tonne": "tonne", "ton": "ton", "t": "tonne",
    "lb": "pound", "lbs": "pound", "pound": "pound", "ounce": "ounce", "oz": "ounce", "litre": "litre",
    "liter": "litre", "l": "litre", "ml": "ml", "gallon": "gallon", "barrel": "barrel", "hectare": "hectare",
    "ha": "hectare", "acre": "acre", "°c": "°C", "°f": "°F", "degree": "degree", "celsius": "°C",
    "fahrenheit": "°F", "degrees celsius": "°C", "degrees fahrenheit": "°F", "degrees c": "°C", "degrees f": "°F",
    "° c": "°C", "° f": "°F", "c": "°C", "f": "°F", "second": "second",
    "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour",
    "hrs": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "decade": "decade",
    "century": "century", "centuries": "century", "w": "W", "watt": "W", "kw": "kW", "mw": "MW", "megawatt": "MW",
    "gw": "GW", "gigawatt": "GW", "kwh": "kWh", "mwh": "MWh", "gwh": "GWh", "volt": "V", "hz": "Hz", "mhz": "MHz",
    "ghz": "GHz", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "calorie": "calorie", "kcal": "kcal",
}  # fmt: skip
MEASURES |= {name + "s": unit for name, unit in MEASURES.items() if len(name) > 3 and name[-1] != "s"}

UNITS = (
    MEASURES
    | CURRENCIES
    | {"%": PERCENT, "٪": PERCENT, "％": PERCENT, "percent": PERCENT, "pct": PERCENT, "percentage point": POINTS}
    | {"per cent": PERCENT, "prozent": PERCENT, "pp": POINTS, "percentage points": POINTS, "basis points": BASIS}
    | {"percentage-point": POINTS, "basis point": BASIS, "bps": BASIS, "bp": BASIS}
)
STRICT_UNITS = frozenset({PERCENT, POINTS, BASIS, *CURRENCIES.values()})
"""Units without which the number says something else."""
MEASURED_UNITS = frozenset(MEASURES.values())

ONES = {
    word: value
    for value, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
            "sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=3,
    )
}
"""Without "first" and "second", which order a text more often than the world."""
ENGLISH_SCALES = ("hundred", "thousand", "million", "billion", "trillion", "dozen")

_PAIRS = (
    ("°C", "°F", "1.8", "32"), ("km", "mile", "0.621371", "0"), ("m", "foot", "3.28084", "0"),
    ("cm", "inch", "0.393701", "0"), ("m", "yard", "1.09361", "0"), ("kg", "pound", "2.20462", "0"),
    ("litre", "gallon", "0.264172", "0"), ("hectare", "acre", "2.47105", "0"), ("km/h", "mph", "0.621371", "0"),
    ("g", "ounce", "0.035274", "0"),
)  # fmt: skip
CONVERSIONS: dict[str, list[tuple[str, Decimal, Decimal]]] = {}
"""Unit to (other unit, factor, offset): other * factor + offset gives the first."""
for _one, _two, _times, _plus in _PAIRS:
    _factor, _offset = Decimal(_times), Decimal(_plus)
    CONVERSIONS.setdefault(_two, []).append((_one, _factor, _offset))
    CONVERSIONS.setdefault(_one, []).append((_two, 1 / _factor, -_offset / _factor))
