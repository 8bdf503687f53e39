"""Carrying an appeal further: links, pictures, posters, the feed, the embedded figure."""
