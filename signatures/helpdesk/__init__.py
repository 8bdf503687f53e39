"""The mail desk: how mail fares, and one signatory's answer to "where is my mail?"."""
