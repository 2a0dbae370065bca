"""When a creator last opened the picker, and which videos are new to them"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.add_column(sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('looked_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('new_after', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.drop_column('new_after')
        batch_op.drop_column('looked_version')
        batch_op.drop_column('looked_at')
