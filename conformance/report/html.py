"""index.html: placeholder."""


def page(record, exchanges):
    return "<html></html>"
