"""The queue of a sync, its repeats, and videos that a listing left out"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sync', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('queue', sa.String(length=10), server_default='creators', nullable=False)
        )
        batch_op.add_column(sa.Column('repeats', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('video', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unlisted_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('video', schema=None) as batch_op:
        batch_op.drop_column('unlisted_at')

    with op.batch_alter_table('sync', schema=None) as batch_op:
        batch_op.drop_column('repeats')
        batch_op.drop_column('queue')
