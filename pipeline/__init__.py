"""nutgraf: source articles in, a news analysis with evidence for every sentence out."""

__version__ = "0.1.0"
