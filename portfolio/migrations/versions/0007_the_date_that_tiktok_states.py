"""The date that TikTok states"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # NULL until TikTok is asked for the video again: then the date it sorts by is the one shown.
    with op.batch_alter_table('video', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stated_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('video', schema=None) as batch_op:
        batch_op.drop_column('stated_at')
