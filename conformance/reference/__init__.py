"""The embedded server: three providers' APIs over one simulated network.

Written from the documents, apart from the judge; it imports nothing of the suite's judgement.
"""
