"""placeholder."""


def endpoint(record):
    return "{}"


def image(record):
    return "<svg/>"
