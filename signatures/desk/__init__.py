"""The organisers’ desk: moderation, exports, history."""
