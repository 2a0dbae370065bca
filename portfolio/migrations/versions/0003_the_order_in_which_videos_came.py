"""The order in which videos came"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default is for the old code, which knows no such column and still stores videos.
    with op.batch_alter_table('video', schema=None) as batch_op:
        batch_op.add_column(sa.Column('arrived', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('video', schema=None) as batch_op:
        batch_op.drop_column('arrived')
