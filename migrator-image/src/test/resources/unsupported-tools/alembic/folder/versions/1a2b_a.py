revision = "1a2b"
down_revision = None
