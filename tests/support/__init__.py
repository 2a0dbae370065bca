"""What the tests of portfolio/ stand on: TikTok's look-alike, real workers, people, a parser."""
