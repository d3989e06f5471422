"""placeholder."""


def markdown(record):
    return ""


def terminal_lines(record):
    for s in record.statements:
        yield (
            f"{s['provider']} {s['profile']} {s['statement']} {s['met']}/{s['shown']}/{s['testable']}/{s['stated']}",
            {},
        )
