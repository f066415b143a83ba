"""The running service: the durable way in and out, the HTTP pages, and the process that ties them together."""
