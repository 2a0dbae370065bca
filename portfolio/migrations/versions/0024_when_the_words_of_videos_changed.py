"""When the words of videos changed"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('edition', sa.Column('entry_times', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('video', sa.Column('worded_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('video', 'worded_at')
    op.drop_column('edition', 'entry_times')
