"""How short a listing was"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sync', schema=None) as batch_op:
        batch_op.add_column(sa.Column('short_by', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('sync', schema=None) as batch_op:
        batch_op.drop_column('short_by')
